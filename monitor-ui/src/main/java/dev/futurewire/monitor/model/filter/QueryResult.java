package dev.futurewire.monitor.model.filter;

import dev.futurewire.monitor.model.ConnectionEntry;
import dev.futurewire.monitor.model.ServerView;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The connections a query selects, in order. Computed off the JavaFX thread.
 *
 * @param query query that was executed
 * @param ids ids of the matching connections, in order
 * @param total number of connections, matching or not
 */
@SuppressWarnings("ArrayRecordComponent") // passed on, and compared with java.util.Arrays only
public record QueryResult(TableQuery query, long[] ids, int total) {
    /** No connections. */
    public static final QueryResult EMPTY = new QueryResult(TableQuery.ALL, new long[0], 0);

    /** Filters and sorts the connections of a view. */
    public static QueryResult of(ServerView view, TableQuery query, long now) {
        List<ConnectionEntry> shown = shown(view, query, now);
        // Keys must not change during a sort: entries are immutable, and the clock is a parameter.
        shown.sort(query.comparator(now));
        return new QueryResult(query, ids(shown), view.entries().size());
    }

    /**
     * Filters the connections of a view, keeps those of the previous result in their places and appends new ones, so that
     * rows do not move under the pointer.
     */
    public static QueryResult held(ServerView view, TableQuery query, long now, @Nullable QueryResult before) {
        if (before == null || !before.query().orders().equals(query.orders())) {
            return of(view, query, now);
        }
        List<ConnectionEntry> kept = new ArrayList<>(before.ids().length);
        Set<Long> placed = new HashSet<>(before.ids().length * 2);
        for (long id : before.ids()) {
            ConnectionEntry entry = view.entry(id);
            if (entry != null && query.shows(entry, now)) {
                kept.add(entry);
                placed.add(id);
            }
        }
        List<ConnectionEntry> fresh = shown(view, query, now);
        fresh.removeIf(entry -> placed.contains(entry.id()));
        fresh.sort(query.comparator(now));
        kept.addAll(fresh);
        return new QueryResult(query, ids(kept), view.entries().size());
    }

    private static List<ConnectionEntry> shown(ServerView view, TableQuery query, long now) {
        List<ConnectionEntry> shown = new ArrayList<>(view.entries().size());
        for (ConnectionEntry entry : view.entries()) {
            if (query.shows(entry, now)) {
                shown.add(entry);
            }
        }
        return shown;
    }

    private static long[] ids(List<ConnectionEntry> entries) {
        long[] ids = new long[entries.size()];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = entries.get(i).id();
        }
        return ids;
    }
}
