package dev.futurewire.monitor.model.filter;

import dev.futurewire.monitor.model.Entry;
import dev.futurewire.monitor.model.Field;
import java.util.Comparator;
import java.util.List;

/**
 * Which connections are shown, and in which order.
 *
 * @param filter which
 * @param orders the first counts most; by number where they leave it open
 */
public record Query(Filter filter, List<Order> orders) {
    /** All, by number. */
    public static final Query ALL = new Query(Filter.ALL, List.of());

    /**
     * One column of an order.
     *
     * @param field by what
     * @param descending the greatest first
     */
    public record Order(Field field, boolean descending) {}

    /** Copies the list. */
    public Query {
        orders = List.copyOf(orders);
    }

    /** The order of entries. */
    Comparator<Entry> comparator(long now) {
        Comparator<Entry> result = null;
        for (Order order : orders) {
            Comparator<Entry> next = order.field().order(now);
            next = order.descending() ? next.reversed() : next;
            result = result == null ? next : result.thenComparing(next);
        }
        Comparator<Entry> byId = Comparator.comparingLong(Entry::id);
        return result == null ? byId : result.thenComparing(byId);
    }
}
