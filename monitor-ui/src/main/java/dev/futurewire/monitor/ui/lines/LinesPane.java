package dev.futurewire.monitor.ui.lines;

import dev.futurewire.monitor.model.DisplayFormat;
import dev.futurewire.monitor.model.Messages;
import dev.futurewire.monitor.model.follow.Transcript;
import java.util.ArrayList;
import java.util.List;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.geometry.Orientation;
import javafx.scene.AccessibleRole;
import javafx.scene.control.ScrollBar;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import javafx.scene.input.ScrollEvent;
import javafx.scene.layout.Region;
import javafx.scene.shape.Rectangle;
import javafx.scene.text.Text;

/**
 * A virtualized list of a transcript's lines, which reuses its rows while scrolling. It follows the end as lines arrive,
 * until the user scrolls up or selects; then it keeps its position.
 */
public final class LinesPane extends Region {
    private static final double LINE_HEIGHT_EM = 1.5;
    private static final int COLUMNS_A_STEP = 8;

    private final Transcript transcript;
    private final boolean withConnection;
    private final List<LineRow> rows = new ArrayList<>();
    private final ScrollBar bar = new ScrollBar();
    private final ScrollBar columns = new ScrollBar();
    private final ReadOnlyBooleanWrapper tail = new ReadOnlyBooleanWrapper(this, "tail", true);
    private final LineSelection selection = new LineSelection();

    private TimeStyle times = TimeStyle.LOCAL;
    private int top;
    private int column;
    private int longest;
    private long droppedBefore;
    private boolean moving;
    private double lineHeight = 18;
    private double charWidth = 8;

    /**
     * Creates a pane.
     *
     * @param transcript lines to show
     * @param withConnection whether each line shows the id of its connection
     */
    public LinesPane(Transcript transcript, boolean withConnection) {
        this.transcript = transcript;
        this.withConnection = withConnection;
        getStyleClass().add("lines-pane");
        setFocusTraversable(true);
        setAccessibleRole(AccessibleRole.LIST_VIEW);
        bar.setOrientation(Orientation.VERTICAL);
        bar.setAccessibleText(Messages.get("lines.scroll"));
        bar.setFocusTraversable(false);
        bar.valueProperty().addListener((property, before, value) -> {
            if (!moving) {
                scrollTo((int) Math.round(value.doubleValue()));
            }
        });
        columns.setId("columns-scroll");
        columns.setAccessibleText(Messages.get("lines.scroll.columns"));
        columns.setFocusTraversable(false);
        columns.valueProperty().addListener((property, before, value) -> {
            if (!moving) {
                toColumn((int) Math.round(value.doubleValue()));
            }
        });
        getChildren().addAll(bar, columns);
        Rectangle clip = new Rectangle();
        clip.widthProperty().bind(widthProperty());
        clip.heightProperty().bind(heightProperty());
        setClip(clip);
        setMinSize(0, 0);
        setOnScroll(this::wheel);
        setOnMousePressed(this::press);
        setOnMouseDragged(this::drag);
        setOnKeyPressed(this::key);
    }

    /** Whether the pane follows the end. */
    public ReadOnlyBooleanProperty tailProperty() {
        return tail.getReadOnlyProperty();
    }

    /** Scrolls to the end and follows it. */
    public void toEnd() {
        tail.set(true);
        selection.clear();
        refresh();
    }

    /** Starts at the first column and the end, for other lines. */
    void reset() {
        column = 0;
        toEnd();
    }

    /** Shows other texts at the beginning of each line. */
    void times(TimeStyle style) {
        times = style;
        refresh();
    }

    /** Moves the cursor to a line, centers it, and scrolls its match into view. */
    public void reveal(int index) {
        selection.set(index);
        Transcript.Match match = transcript.match(index);
        int visible = visibleColumns();
        if (match.from() >= 0 && (match.from() < column || match.to() > column + visible)) {
            column = match.to() <= visible ? 0 : Math.max(0, match.from() - visible / 4);
        }
        scrollTo(index - visible() / 2);
    }

    /** Returns the index of the cursor, or -1. */
    public int cursor() {
        return selection.cursor();
    }

    /** Returns the selected lines, or those that are visible if none are. */
    List<Integer> selectedLines() {
        List<Integer> lines = new ArrayList<>();
        int from = selection.isEmpty() ? top : selection.first();
        int to = selection.isEmpty() ? bottom() : Math.min(selection.last(), transcript.size() - 1);
        for (int i = from; i <= to; i++) {
            lines.add(i);
        }
        return lines;
    }

    /** Selects all lines. */
    void selectAll() {
        if (transcript.size() > 0) {
            selection.set(0);
            selection.extend(transcript.size() - 1);
            tail.set(false);
            refresh();
        }
    }

    /** Returns the index of the last visible line. */
    public int bottom() {
        return Math.min(transcript.size(), top + visible()) - 1;
    }

    private double rowsHeight() {
        return getHeight() - (columns.isVisible() ? columns.prefHeight(-1) : 0);
    }

    private int visible() {
        return Math.max(1, (int) Math.floor(rowsHeight() / lineHeight));
    }

    /** Returns the number of characters that fit beside the time and the arrow. */
    int visibleColumns() {
        double left = rows.isEmpty() ? 0 : rows.get(0).textLeft();
        return Math.max(20, (int) ((getWidth() - left - bar.prefWidth(-1) - charWidth) / charWidth));
    }

    private int last() {
        return Math.max(0, transcript.size() - visible());
    }

    private void scrollTo(int wanted) {
        top = Math.max(0, Math.min(last(), wanted));
        tail.set(top >= last() && selection.isEmpty());
        refresh();
    }

    /** Shows the current lines of the transcript. */
    public void refresh() {
        long dropped = transcript.dropped();
        if (dropped != droppedBefore) {
            int gone = (int) Math.max(0, dropped - droppedBefore);
            top = Math.max(0, top - gone);
            selection.shift(gone);
            droppedBefore = dropped;
        }
        if (tail.get()) {
            top = last();
        }
        top = Math.max(0, Math.min(top, last()));
        show();
        moving = true;
        bar.setMax(last());
        bar.setVisibleAmount(last() == 0 ? 1 : Math.max(1, last() * (double) visible() / transcript.size()));
        bar.setBlockIncrement(visible());
        bar.setValue(top);
        bar.setVisible(last() > 0);
        int width = visibleColumns();
        int beyond = Math.max(column, Math.max(0, longest - width));
        boolean wide = beyond > 0;
        columns.setMax(beyond);
        columns.setVisibleAmount(wide ? Math.max(1, beyond * (double) width / (beyond + width)) : 1);
        columns.setBlockIncrement(width);
        columns.setUnitIncrement(COLUMNS_A_STEP);
        columns.setValue(column);
        if (wide != columns.isVisible()) {
            columns.setVisible(wide);
            requestLayout();
        }
        moving = false;
    }

    private void show() {
        longest = 0;
        for (int i = 0; i < rows.size(); i++) {
            int index = top + i;
            LineRow row = rows.get(i);
            if (index >= transcript.size()) {
                row.hide();
            } else {
                Transcript.Line line = transcript.line(index);
                Transcript.Match match =
                        line.segment().gap() ? new Transcript.Match(gap(line), -1, -1) : transcript.match(index);
                longest = Math.max(longest, match.text().length());
                row.show(new LineRow.Content(
                        line, match.text(), match.from(), match.to(), column, selection.contains(index), times));
            }
        }
    }

    private static String gap(Transcript.Line line) {
        long skipped = line.segment().skipped();
        return skipped < 0
                ? Messages.get("lines.gap.unknown")
                : Messages.get("lines.gap", DisplayFormat.count(skipped));
    }

    @Override
    protected void layoutChildren() {
        double barWidth = bar.prefWidth(-1);
        double barHeight = columns.isVisible() ? columns.prefHeight(-1) : 0;
        bar.resizeRelocate(getWidth() - barWidth, 0, barWidth, getHeight() - barHeight);
        columns.resizeRelocate(0, getHeight() - barHeight, getWidth() - barWidth, columns.prefHeight(-1));
        if (rows.isEmpty()) {
            addRow();
        }
        lineHeight = Math.ceil(rows.get(0).prefHeight(-1));
        Text probe = new Text("0".repeat(50));
        probe.setFont(rows.get(0).textFont());
        charWidth = Math.max(1, probe.getLayoutBounds().getWidth() / 50);
        int wanted = visible() + 1;
        while (rows.size() < wanted) {
            addRow();
        }
        while (rows.size() > wanted) {
            getChildren().remove(rows.remove(rows.size() - 1));
        }
        for (int i = 0; i < rows.size(); i++) {
            rows.get(i).resizeRelocate(0, i * lineHeight, Math.max(0, getWidth() - barWidth), lineHeight);
        }
        columns.toFront();
        refresh();
    }

    private void addRow() {
        LineRow row = new LineRow(withConnection);
        rows.add(row);
        getChildren().add(row);
        row.applyCss();
    }

    @Override
    protected double computePrefHeight(double width) {
        return 8 * LINE_HEIGHT_EM * 13;
    }

    private void wheel(ScrollEvent event) {
        double sideways = event.isShiftDown() && event.getDeltaX() == 0 ? event.getDeltaY() : event.getDeltaX();
        if (sideways != 0) {
            toColumn(column + (sideways < 0 ? COLUMNS_A_STEP : -COLUMNS_A_STEP));
        } else if (event.getDeltaY() != 0) {
            selection.clear();
            int lines = Math.max(1, (int) Math.round(Math.abs(event.getDeltaY()) / lineHeight));
            scrollTo(top + (event.getDeltaY() < 0 ? lines : -lines));
        }
        event.consume();
    }

    private void toColumn(int wanted) {
        column = Math.max(0, Math.min(wanted, Math.max(0, longest - 1)));
        refresh();
    }

    private int lineAt(MouseEvent event) {
        return Math.min(transcript.size() - 1, top + (int) Math.floor(Math.max(0, event.getY()) / lineHeight));
    }

    private void press(MouseEvent event) {
        requestFocus();
        int index = lineAt(event);
        boolean onLine = index >= 0 && event.getX() < bar.getLayoutX() && event.getY() < rowsHeight();
        boolean menu = event.getButton() == MouseButton.SECONDARY && selection.contains(index);
        if (onLine && !menu) {
            if (event.isShiftDown() && !selection.isEmpty()) {
                selection.extend(index);
            } else {
                selection.set(index);
            }
            tail.set(false);
            refresh();
        }
        event.consume();
    }

    private void drag(MouseEvent event) {
        if (event.isPrimaryButtonDown() && !selection.isEmpty() && transcript.size() > 0) {
            selection.extend(lineAt(event));
            if (event.getY() < 0) {
                scrollTo(top - 1);
            } else if (event.getY() > rowsHeight()) {
                scrollTo(top + 1);
            } else {
                refresh();
            }
        }
        event.consume();
    }

    private void key(KeyEvent event) {
        boolean used = true;
        boolean extend = event.isShiftDown();
        if (event.isAltDown() || event.isMetaDown()) {
            return;
        }
        if (event.isShortcutDown()) {
            switch (event.getCode()) {
                case A -> selectAll();
                case HOME -> move(-transcript.size(), extend);
                case END -> toEnd();
                default -> used = false;
            }
        } else {
            switch (event.getCode()) {
                case UP -> move(-1, extend);
                case DOWN -> move(1, extend);
                case PAGE_UP -> move(-visible(), extend);
                case PAGE_DOWN -> move(visible(), extend);
                case HOME -> toColumn(0);
                case END -> toEnd();
                case LEFT -> toColumn(column - COLUMNS_A_STEP);
                case RIGHT -> toColumn(column + COLUMNS_A_STEP);
                default -> used = false;
            }
        }
        if (used) {
            event.consume();
        }
    }

    private void move(int lines, boolean extend) {
        if (transcript.size() == 0) {
            return;
        }
        int from = selection.isEmpty() ? bottom() : selection.cursor();
        int cursor = Math.max(0, Math.min(transcript.size() - 1, from + lines));
        if (extend && !selection.isEmpty()) {
            selection.extend(cursor);
        } else {
            selection.set(cursor);
        }
        tail.set(false);
        if (cursor < top) {
            top = cursor;
        } else if (cursor >= top + visible()) {
            top = cursor - visible() + 1;
        }
        refresh();
        int row = cursor - top;
        if (row >= 0 && row < rows.size()) {
            setAccessibleText(rows.get(row).spoken());
        }
    }
}
