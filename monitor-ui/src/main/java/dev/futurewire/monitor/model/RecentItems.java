package dev.futurewire.monitor.model;

import java.util.ArrayDeque;
import java.util.List;

/** The most recent items, up to a limit; {@link #list()} copies them only after a change. */
final class RecentItems<T> {
    private final int limit;
    private final ArrayDeque<T> items = new ArrayDeque<>();
    private List<T> list = List.of();
    private boolean changed;
    private long count;

    RecentItems(int limit) {
        this.limit = limit;
    }

    void add(T item) {
        items.addLast(item);
        if (items.size() > limit) {
            items.removeFirst();
        }
        changed = true;
        count++;
    }

    void addAll(List<? extends T> more) {
        more.forEach(this::add);
    }

    void clear() {
        items.clear();
        changed = true;
    }

    /** Returns the number of items added so far. */
    long count() {
        return count;
    }

    List<T> list() {
        if (changed) {
            list = List.copyOf(items);
            changed = false;
        }
        return list;
    }
}
