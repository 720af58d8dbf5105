package dev.futurewire.monitor.model.filter;

import dev.futurewire.monitor.model.ConnectionEntry;
import dev.futurewire.monitor.model.ConnectionField;
import java.util.Comparator;
import java.util.List;

/**
 * Which connections the table shows, and in which order.
 *
 * @param filter selects connections
 * @param orders sort keys, most significant first; ties are broken by id
 * @param hideEnded whether connections that have closed are left out
 */
public record TableQuery(ConnectionFilter filter, List<Order> orders, boolean hideEnded) {
    /** All connections, by id. */
    public static final TableQuery ALL = new TableQuery(ConnectionFilter.ALL, List.of(), false);

    /**
     * A sort key.
     *
     * @param field field to compare
     * @param descending whether the greatest value comes first
     */
    public record Order(ConnectionField field, boolean descending) {}

    /** Copies the list of sort keys. */
    public TableQuery {
        orders = List.copyOf(orders);
    }

    /** Returns whether a connection is shown. */
    boolean shows(ConnectionEntry entry, long now) {
        return !(hideEnded && entry.closed()) && filter.matches(entry, now);
    }

    /** Returns a comparator of all sort keys, evaluated at a time; connections that have closed are after those that have not. */
    Comparator<ConnectionEntry> comparator(long now) {
        Comparator<ConnectionEntry> result = null;
        for (Order order : orders) {
            Comparator<ConnectionEntry> next = order.field().order(now);
            next = order.descending() ? next.reversed() : next;
            result = result == null ? next : result.thenComparing(next);
        }
        Comparator<ConnectionEntry> byId = Comparator.comparingLong(ConnectionEntry::id);
        // Without keys, the connection that has closed last is the first of the closed ones.
        Comparator<ConnectionEntry> last = orders.isEmpty()
                ? Comparator.<ConnectionEntry>comparingLong(
                                entry -> -entry.row().closedAtMillis())
                        .thenComparing(byId)
                : byId;
        Comparator<ConnectionEntry> ended = Comparator.comparing(ConnectionEntry::closed);
        return ended.thenComparing(result == null ? last : result.thenComparing(last));
    }
}
