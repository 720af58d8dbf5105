package dev.futurewire.monitor.ui;

import dev.futurewire.monitor.model.DisplayFormat;
import dev.futurewire.monitor.model.Messages;
import dev.futurewire.monitor.model.RateHistory;
import javafx.scene.AccessibleRole;
import javafx.scene.control.Label;
import javafx.scene.layout.Region;
import javafx.scene.shape.Line;
import javafx.scene.shape.Polygon;
import javafx.scene.shape.Polyline;
import javafx.scene.shape.Shape;

/** A chart of two rates over time, one solid and one dashed. Its number of nodes does not depend on the data. */
final class RateChart extends Region {
    private static final double TEXT_WIDTH = 70;
    private static final double TOP = 6;
    private static final double LEGEND_GAP = 14;

    private final Polygon area = new Polygon();
    private final Polyline in = new Polyline();
    private final Polyline out = new Polyline();
    private final Line base = new Line();
    private final Line middle = new Line();
    private final Line ceiling = new Line();
    private final Label highest = new Label();
    private final Label half = new Label();
    private final Label inLegend = new Label(Messages.get("chart.in"));
    private final Label outLegend = new Label(Messages.get("chart.out"));
    private final Label span = new Label();

    private RateHistory.Points points = new RateHistory.Points(new double[0], new double[0]);
    private RateHistory.Span shownSpan = RateHistory.Span.MINUTE;

    /** Creates an empty chart. */
    RateChart() {
        getStyleClass().add("rate-chart");
        area.getStyleClass().add("chart-area");
        in.getStyleClass().add("chart-in");
        out.getStyleClass().add("chart-out");
        for (Line line : new Line[] {base, middle, ceiling}) {
            line.getStyleClass().add("chart-grid");
        }
        for (Label label : new Label[] {highest, half, inLegend, outLegend, span}) {
            label.getStyleClass().add("chart-label");
            label.setMinWidth(USE_PREF_SIZE);
        }
        for (Shape shape : new Shape[] {area, in, out, base, middle, ceiling}) {
            shape.setManaged(false);
        }
        getChildren().addAll(area, base, middle, ceiling, in, out, highest, half, inLegend, outLegend, span);
        inLegend.getStyleClass().add("chart-legend-in");
        outLegend.getStyleClass().add("chart-legend-out");
        setMinSize(200, 60);
        setPrefHeight(84);
        setAccessibleRole(AccessibleRole.IMAGE_VIEW);
        setAccessibleText(Messages.get("chart.accessible"));
    }

    /** Shows the points of a span. */
    void show(RateHistory.Points next, RateHistory.Span nextSpan) {
        points = next;
        shownSpan = nextSpan;
        requestLayout();
    }

    @Override
    protected void layoutChildren() {
        double width = Math.max(1, getWidth() - TEXT_WIDTH);
        double legendHeight = inLegend.prefHeight(-1);
        double bottom = Math.max(TOP + 10, getHeight() - legendHeight - 2);
        double height = bottom - TOP;
        double top = nice(points.highest());
        highest.setText(DisplayFormat.bytes(top) + "/s");
        half.setText(DisplayFormat.bytes(top / 2) + "/s");
        span.setText(Messages.get("chart.window." + shownSpan));
        draw(in, points.in(), width, height, top);
        draw(out, points.out(), width, height, top);
        area.getPoints().setAll(in.getPoints());
        if (in.getPoints().size() >= 4) {
            int size = in.getPoints().size();
            area.getPoints()
                    .addAll(in.getPoints().get(size - 2), bottom, in.getPoints().get(0), bottom);
        }
        grid(base, bottom);
        grid(middle, TOP + height / 2);
        grid(ceiling, TOP);
        place(highest, 0, TOP - highest.prefHeight(-1) / 2);
        place(half, 0, TOP + height / 2 - half.prefHeight(-1) / 2);
        place(inLegend, TEXT_WIDTH, bottom + 2);
        place(outLegend, TEXT_WIDTH + inLegend.prefWidth(-1) + LEGEND_GAP, bottom + 2);
        place(span, getWidth() - span.prefWidth(-1), bottom + 2);
    }

    private void grid(Line line, double y) {
        double crisp = Math.floor(y) + 0.5;
        line.setStartX(TEXT_WIDTH);
        line.setEndX(getWidth());
        line.setStartY(crisp);
        line.setEndY(crisp);
    }

    private static void place(Label label, double x, double y) {
        label.resizeRelocate(x, y, label.prefWidth(-1), label.prefHeight(-1));
    }

    private void draw(Polyline line, double[] values, double width, double height, double top) {
        Double[] xy = new Double[values.length * 2];
        double step = width / (shownSpan.points() - 1);
        double from = TEXT_WIDTH + width - (values.length - 1) * step;
        for (int i = 0; i < values.length; i++) {
            xy[2 * i] = from + i * step;
            xy[2 * i + 1] = TOP + height - Math.min(1, values[i] / top) * height;
        }
        line.getPoints().setAll(xy);
    }

    /** Rounds up to 1, 2 or 5 times a power of ten, so that the axis is stable while the values change. */
    static double nice(double value) {
        double power = Math.pow(10, Math.floor(Math.log10(Math.max(value, 10))));
        double digit = value / power;
        double rounded;
        if (digit <= 1) {
            rounded = 1;
        } else if (digit <= 2) {
            rounded = 2;
        } else {
            rounded = digit <= 5 ? 5 : 10;
        }
        return rounded * power;
    }
}
