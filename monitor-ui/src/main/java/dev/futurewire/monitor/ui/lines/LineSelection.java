package dev.futurewire.monitor.ui.lines;

/** A range of selected lines: from an anchor to the cursor. */
final class LineSelection {
    private int anchor = -1;
    private int cursor = -1;

    boolean isEmpty() {
        return cursor < 0;
    }

    /** Returns the index of the cursor, or -1. */
    int cursor() {
        return cursor;
    }

    int first() {
        return Math.min(anchor, cursor);
    }

    int last() {
        return Math.max(anchor, cursor);
    }

    boolean contains(int index) {
        return !isEmpty() && index >= first() && index <= last();
    }

    void set(int index) {
        anchor = index;
        cursor = index;
    }

    void extend(int index) {
        cursor = index;
    }

    void clear() {
        set(-1);
    }

    /** Moves the range up, since lines before it have been removed. */
    void shift(int lines) {
        if (!isEmpty()) {
            anchor = Math.max(0, anchor - lines);
            cursor = Math.max(0, cursor - lines);
        }
    }
}
