package dev.futurewire.monitor.ui;

import javafx.geometry.Orientation;
import javafx.scene.Node;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.Region;

/** Tiles in one row with a chart beside them; without the chart where there is no room for it, and in more rows if need be. */
final class TilesPane extends Region {
    private static final double GAP = 8;

    private final FlowPane tiles;
    private final Region chart;

    TilesPane(FlowPane tiles, Region chart) {
        this.tiles = tiles;
        this.chart = chart;
        getChildren().addAll(tiles, chart);
    }

    @Override
    public Orientation getContentBias() {
        return Orientation.HORIZONTAL;
    }

    private double inner(double width) {
        return width - getInsets().getLeft() - getInsets().getRight();
    }

    private double oneRow() {
        double width = 0;
        for (Node tile : tiles.getChildren()) {
            // Rounded up, as the pane does with each of them.
            width += Math.ceil(tiles.getHgap()) + Math.ceil(Math.max(tile.minWidth(-1), tile.prefWidth(-1)));
        }
        return width;
    }

    private boolean charted(double width) {
        return inner(width) - oneRow() - GAP >= chart.minWidth(-1);
    }

    @Override
    protected double computeMinWidth(double height) {
        return 300;
    }

    @Override
    protected double computePrefHeight(double width) {
        double inside = width < 0 ? oneRow() : inner(width);
        double flow = width >= 0 && charted(width) ? oneRow() : inside;
        return tiles.prefHeight(flow) + getInsets().getTop() + getInsets().getBottom();
    }

    @Override
    protected void layoutChildren() {
        boolean charted = charted(getWidth());
        double left = getInsets().getLeft();
        double top = getInsets().getTop();
        double height = getHeight() - top - getInsets().getBottom();
        double flow = charted ? oneRow() : inner(getWidth());
        tiles.resizeRelocate(left, top, flow, height);
        chart.setVisible(charted);
        chart.resizeRelocate(left + flow + GAP, top, Math.max(0, inner(getWidth()) - flow - GAP), height);
    }
}
