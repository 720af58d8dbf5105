package dev.futurewire.monitor.ui;

import dev.futurewire.monitor.model.DisplayFormat;
import dev.futurewire.monitor.model.Messages;
import dev.futurewire.monitor.model.RateHistory;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javafx.scene.AccessibleRole;
import javafx.scene.control.Label;
import javafx.scene.layout.Region;
import javafx.scene.shape.Line;
import javafx.scene.shape.LineTo;
import javafx.scene.shape.MoveTo;
import javafx.scene.shape.Path;
import javafx.scene.shape.PathElement;
import javafx.scene.shape.Rectangle;
import javafx.scene.shape.Shape;

/**
 * A chart of two rates over time, one solid and one dashed, which are interrupted where nothing was measured. Shows the values
 * under the pointer. Its number of nodes does not depend on the data.
 */
final class RateChart extends Region {
    private static final double TOP = 6;
    private static final double LEGEND_GAP = 14;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneId.systemDefault());

    private final Path in = new Path();
    private final Path out = new Path();
    private final Line base = new Line();
    private final Line middle = new Line();
    private final Line ceiling = new Line();
    private final Line pointer = new Line();
    private final Label highest = new Label();
    private final Label half = new Label();
    private final Label inLegend = new Label(Messages.get("chart.in"));
    private final Label outLegend = new Label(Messages.get("chart.out"));
    private final Label left = new Label();
    private final Label now = new Label(Messages.get("chart.now"));
    private final Label value = new Label();

    private RateHistory.Points points = RateHistory.Points.NONE;
    private RateHistory.Span shownSpan = RateHistory.Span.MINUTE;
    private double pointerX = -1;

    /** Creates an empty chart. */
    RateChart() {
        getStyleClass().add("rate-chart");
        in.getStyleClass().add("chart-in");
        out.getStyleClass().add("chart-out");
        for (Line line : new Line[] {base, middle, ceiling}) {
            line.getStyleClass().add("chart-grid");
        }
        pointer.getStyleClass().add("chart-pointer");
        value.setId("chart-value");
        value.getStyleClass().add("chart-value");
        value.setVisible(false);
        pointer.setVisible(false);
        for (Label label : new Label[] {highest, half, inLegend, outLegend, left, now, value}) {
            label.getStyleClass().add("chart-label");
            label.setMinWidth(USE_PREF_SIZE);
        }
        for (Shape shape : new Shape[] {in, out, base, middle, ceiling, pointer}) {
            shape.setManaged(false);
        }
        getChildren()
                .addAll(base, middle, ceiling, in, out, pointer, highest, half, inLegend, outLegend, left, now, value);
        inLegend.getStyleClass().add("chart-legend-in");
        outLegend.getStyleClass().add("chart-legend-out");
        setAccessibleRole(AccessibleRole.IMAGE_VIEW);
        setAccessibleText(Messages.get("chart.accessible"));
        Rectangle clip = new Rectangle();
        clip.widthProperty().bind(widthProperty());
        clip.heightProperty().bind(heightProperty());
        setClip(clip);
        setOnMouseMoved(event -> point(event.getX()));
        setOnMouseExited(event -> point(-1));
    }

    private void point(double x) {
        pointerX = x;
        requestLayout();
    }

    /** Shows the points of a span. */
    void show(RateHistory.Points next, RateHistory.Span nextSpan) {
        points = next;
        shownSpan = nextSpan;
        requestLayout();
    }

    /** Returns the points that are shown; for tests. */
    RateHistory.Points points() {
        return points;
    }

    private double textWidth() {
        return Math.max(half.prefWidth(-1), highest.prefWidth(-1)) + 8;
    }

    @Override
    protected void layoutChildren() {
        double top = nice(points.highest());
        highest.setText(DisplayFormat.bytes(top) + "/s");
        half.setText(DisplayFormat.bytes(top / 2) + "/s");
        left.setText(Messages.get("chart.window." + shownSpan));
        double text = textWidth();
        double width = Math.max(1, getWidth() - text);
        double legendHeight = inLegend.prefHeight(-1);
        double bottom = Math.max(TOP + 10, getHeight() - legendHeight - 2);
        double height = bottom - TOP;
        draw(in, points.in(), text, width, height, top);
        draw(out, points.out(), text, width, height, top);
        grid(base, bottom, text);
        grid(middle, TOP + height / 2, text);
        grid(ceiling, TOP, text);
        place(highest, 0, Math.max(0, TOP - highest.prefHeight(-1) / 2));
        place(half, 0, TOP + height / 2 - half.prefHeight(-1) / 2);
        place(left, text, bottom + 2);
        place(now, getWidth() - now.prefWidth(-1), bottom + 2);
        double legend = inLegend.prefWidth(-1) + LEGEND_GAP + outLegend.prefWidth(-1);
        double free = width - left.prefWidth(-1) - now.prefWidth(-1);
        boolean roomy = free > legend + 2 * LEGEND_GAP;
        inLegend.setVisible(roomy);
        outLegend.setVisible(roomy);
        double from = text + left.prefWidth(-1) + (free - legend) / 2;
        place(inLegend, from, bottom + 2);
        place(outLegend, from + inLegend.prefWidth(-1) + LEGEND_GAP, bottom + 2);
        pointAt(text, width, bottom);
    }

    private void pointAt(double text, double width, double bottom) {
        double step = width / (shownSpan.points() - 1);
        int size = points.in().length;
        int fromEnd = (int) Math.round((getWidth() - pointerX) / step);
        int index = size - 1 - fromEnd;
        boolean shown = pointerX >= text && index >= 0 && index < size;
        pointer.setVisible(shown);
        value.setVisible(shown);
        if (!shown) {
            return;
        }
        double x = getWidth() - fromEnd * step;
        pointer.setStartX(x);
        pointer.setEndX(x);
        pointer.setStartY(TOP);
        pointer.setEndY(bottom);
        String time = TIME.format(Instant.ofEpochMilli(points.endMillis() - fromEnd * shownSpan.step()));
        value.setText(
                Double.isNaN(points.in()[index])
                        ? Messages.get("chart.nothing", time)
                        : Messages.get(
                                "chart.value",
                                time,
                                DisplayFormat.bytes(points.in()[index]) + "/s",
                                DisplayFormat.bytes(points.out()[index]) + "/s"));
        double labelWidth = value.prefWidth(-1);
        place(value, x + labelWidth + 8 > getWidth() ? Math.max(0, x - labelWidth - 6) : x + 6, TOP + 2);
    }

    private void grid(Line line, double y, double text) {
        double crisp = Math.floor(y) + 0.5;
        line.setStartX(text);
        line.setEndX(getWidth());
        line.setStartY(crisp);
        line.setEndY(crisp);
    }

    private static void place(Label label, double x, double y) {
        label.resizeRelocate(x, y, label.prefWidth(-1), label.prefHeight(-1));
    }

    private void draw(Path line, double[] values, double text, double width, double height, double top) {
        double step = width / (shownSpan.points() - 1);
        double from = text + width - (values.length - 1) * step;
        List<PathElement> elements = new ArrayList<>(values.length);
        boolean drawing = false;
        for (int i = 0; i < values.length; i++) {
            if (Double.isNaN(values[i])) {
                drawing = false;
                continue;
            }
            double x = from + i * step;
            double y = TOP + height - Math.max(0, Math.min(1, values[i] / top)) * height;
            elements.add(drawing ? new LineTo(x, y) : new MoveTo(x, y));
            drawing = true;
        }
        line.getElements().setAll(elements);
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
