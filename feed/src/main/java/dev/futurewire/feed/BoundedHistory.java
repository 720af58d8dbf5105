package dev.futurewire.feed;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * The capacity recent items of a sequence. A reader that remembers the count of items gets those that were added since. The number
 * of items is bounded: a reader that polls too rarely misses the oldest ones, and the count shows how many.
 */
final class BoundedHistory<T> {
    private final int capacity;
    private final ArrayDeque<T> items = new ArrayDeque<>();
    private long count;

    BoundedHistory(int capacity) {
        this.capacity = capacity;
    }

    synchronized void add(T item) {
        items.addLast(item);
        count++;
        if (items.size() > capacity) {
            items.removeFirst();
        }
    }

    /** Returns the number of items that have ever been added. */
    synchronized long count() {
        return count;
    }

    /** Returns the items after the first {@code seen}, as far as they are still kept. */
    synchronized List<T> since(long seen) {
        int wanted = (int) Math.min(count - seen, items.size());
        List<T> newest = new ArrayList<>(wanted);
        int skip = items.size() - wanted;
        for (T item : items) {
            if (skip-- <= 0) {
                newest.add(item);
            }
        }
        return newest;
    }
}
