package dev.futurewire.monitor.model.filter;

import dev.futurewire.monitor.model.ConnectionEntry;
import dev.futurewire.monitor.model.ConnectionField;
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
    public record Order(ConnectionField field, boolean descending) {}

    /** Copies the list. */
    public Query {
        orders = List.copyOf(orders);
    }

    /** The order of entries. */
    Comparator<ConnectionEntry> comparator(long now) {
        Comparator<ConnectionEntry> result = null;
        for (Order order : orders) {
            Comparator<ConnectionEntry> next = order.field().order(now);
            next = order.descending() ? next.reversed() : next;
            result = result == null ? next : result.thenComparing(next);
        }
        Comparator<ConnectionEntry> byId = Comparator.comparingLong(ConnectionEntry::id);
        return result == null ? byId : result.thenComparing(byId);
    }
}
