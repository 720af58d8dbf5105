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
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseEvent;
import javafx.scene.input.ScrollEvent;
import javafx.scene.layout.Region;
import javafx.scene.shape.Rectangle;

/**
 * A virtualized list of a transcript's lines, which reuses its rows while scrolling. It follows the end as lines arrive,
 * until the user scrolls up; then it keeps its position.
 */
public final class LinesPane extends Region {
    private static final double LINE_HEIGHT_EM = 1.5;
    private static final int COLUMNS_A_STEP = 8;

    private final Transcript transcript;
    private final boolean withConnection;
    private final List<LineRow> rows = new ArrayList<>();
    private final ScrollBar bar = new ScrollBar();
    private final ReadOnlyBooleanWrapper tail = new ReadOnlyBooleanWrapper(this, "tail", true);

    private int top;
    private int column;
    private int cursor = -1;
    private long droppedBefore;
    private String found = "";
    private boolean moving;
    private double lineHeight = 18;

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
        getChildren().add(bar);
        Rectangle clip = new Rectangle();
        clip.widthProperty().bind(widthProperty());
        clip.heightProperty().bind(heightProperty());
        setClip(clip);
        setMinSize(0, 0);
        setOnScroll(this::wheel);
        setOnMousePressed(this::press);
        setOnKeyPressed(this::key);
    }

    /** Whether the pane follows the end. */
    public ReadOnlyBooleanProperty tailProperty() {
        return tail.getReadOnlyProperty();
    }

    /** Scrolls to the end and follows it. */
    public void toEnd() {
        tail.set(true);
        cursor = -1;
        refresh();
    }

    /** Highlights the lines that contain the words; none if the words are empty. */
    public void mark(String words) {
        found = words;
        refresh();
    }

    /** Moves the cursor to a line and centers it. */
    public void reveal(int index) {
        cursor = index;
        scrollTo(index - visible() / 2);
    }

    /** Returns the index of the cursor, or -1. */
    public int cursor() {
        return cursor;
    }

    /** Returns the index of the last visible line. */
    public int bottom() {
        return Math.min(transcript.size(), top + visible()) - 1;
    }

    private int visible() {
        return Math.max(1, (int) Math.floor(getHeight() / lineHeight));
    }

    private int last() {
        return Math.max(0, transcript.size() - visible());
    }

    private void scrollTo(int wanted) {
        top = Math.max(0, Math.min(last(), wanted));
        tail.set(top >= last() && cursor < 0);
        refresh();
    }

    /** Shows the current lines of the transcript. */
    public void refresh() {
        long dropped = transcript.dropped();
        if (dropped != droppedBefore) {
            int gone = (int) Math.max(0, dropped - droppedBefore);
            top = Math.max(0, top - gone);
            cursor = cursor < 0 ? -1 : Math.max(0, cursor - gone);
            droppedBefore = dropped;
        }
        if (tail.get()) {
            top = last();
        }
        top = Math.max(0, Math.min(top, last()));
        moving = true;
        bar.setMax(last());
        bar.setVisibleAmount(last() == 0 ? 1 : Math.max(1, last() * (double) visible() / transcript.size()));
        bar.setBlockIncrement(visible());
        bar.setValue(top);
        bar.setVisible(last() > 0);
        moving = false;
        show();
    }

    private void show() {
        for (int i = 0; i < rows.size(); i++) {
            int index = top + i;
            LineRow row = rows.get(i);
            if (index >= transcript.size()) {
                row.hide();
            } else {
                boolean marked = !found.isEmpty() && transcript.contains(index, found);
                row.show(transcript, index, column, marked, index == cursor, gap(index));
            }
        }
    }

    private String gap(int index) {
        long skipped = transcript.line(index).segment().skipped();
        return skipped == 0 ? "" : Messages.get("lines.gap", DisplayFormat.count(skipped));
    }

    @Override
    protected void layoutChildren() {
        double barWidth = bar.prefWidth(-1);
        bar.resizeRelocate(getWidth() - barWidth, 0, barWidth, getHeight());
        if (rows.isEmpty()) {
            addRow();
        }
        lineHeight = Math.ceil(rows.get(0).prefHeight(-1));
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
        if (event.getDeltaX() != 0) {
            shift(event.getDeltaX() < 0 ? COLUMNS_A_STEP : -COLUMNS_A_STEP);
        }
        if (event.getDeltaY() != 0) {
            cursor = -1;
            int lines = Math.max(1, (int) Math.round(Math.abs(event.getDeltaY()) / lineHeight));
            scrollTo(top + (event.getDeltaY() < 0 ? lines : -lines));
        }
        event.consume();
    }

    private void shift(int columns) {
        column = Math.max(0, column + columns);
        refresh();
    }

    private void press(MouseEvent event) {
        requestFocus();
        int index = top + (int) (event.getY() / lineHeight);
        if (index < transcript.size() && event.getX() < bar.getLayoutX()) {
            cursor = index;
            tail.set(false);
            refresh();
        }
        event.consume();
    }

    private void key(KeyEvent event) {
        if (event.getCode() == KeyCode.C && event.isShortcutDown()) {
            copy();
            event.consume();
            return;
        }
        if (event.isShortcutDown() || event.isAltDown() || event.isMetaDown()) {
            return;
        }
        boolean used = true;
        switch (event.getCode()) {
            case UP -> move(-1);
            case DOWN -> move(1);
            case PAGE_UP -> move(-visible());
            case PAGE_DOWN -> move(visible());
            case HOME -> move(-transcript.size());
            case END -> toEnd();
            case LEFT -> shift(-COLUMNS_A_STEP);
            case RIGHT -> shift(COLUMNS_A_STEP);
            default -> used = false;
        }
        if (used) {
            event.consume();
        }
    }

    private void move(int lines) {
        if (transcript.size() == 0) {
            return;
        }
        int from = cursor < 0 ? bottom() : cursor;
        cursor = Math.max(0, Math.min(transcript.size() - 1, from + lines));
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

    private void copy() {
        int from = cursor < 0 ? top : cursor;
        int to = cursor < 0 ? bottom() : cursor;
        StringBuilder text = new StringBuilder();
        for (int i = from; i <= to; i++) {
            text.append(transcript.text(i)).append('\n');
        }
        ClipboardContent content = new ClipboardContent();
        content.putString(text.toString());
        Clipboard.getSystemClipboard().setContent(content);
    }
}
