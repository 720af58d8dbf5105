package dev.futurewire.monitor.model;

import java.util.ArrayDeque;
import java.util.List;

/** The last things of a kind; its list is made anew only when something came. */
final class RecentItems<T> {
    private final int most;
    private final ArrayDeque<T> items = new ArrayDeque<>();
    private List<T> list = List.of();
    private boolean changed;
    private long count;

    RecentItems(int most) {
        this.most = most;
    }

    void add(T item) {
        items.addLast(item);
        if (items.size() > most) {
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

    /** How many there have ever been. */
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
