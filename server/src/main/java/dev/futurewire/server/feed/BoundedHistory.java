package dev.futurewire.server.feed;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * The last things of a kind, numbered: whoever remembers how many there have been gets those that came since. Bounded: a
 * viewer that comes too rarely misses the oldest, and the numbers tell how many.
 */
final class BoundedHistory<T> {
    private final int most;
    private final ArrayDeque<T> items = new ArrayDeque<>();
    private long count;

    BoundedHistory(int most) {
        this.most = most;
    }

    synchronized void add(T item) {
        items.addLast(item);
        count++;
        if (items.size() > most) {
            items.removeFirst();
        }
    }

    /** How many there have ever been. */
    synchronized long count() {
        return count;
    }

    /** Those that came after the first {@code seen}, as far as they are still here. */
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
