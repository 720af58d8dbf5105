package dev.futurewire.monitor.model.filter;

import dev.futurewire.monitor.model.ConnectionEntry;
import dev.futurewire.monitor.model.ServerView;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of the connections that are shown, in order. Made off the window's thread.
 *
 * @param query what was asked
 * @param ids the numbers, in order
 * @param total how many there are, shown or not
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, compared only with java.util.Arrays
public record Arrangement(Query query, long[] ids, int total) {
    /** Nothing. */
    public static final Arrangement EMPTY = new Arrangement(Query.ALL, new long[0], 0);

    /** Filters and sorts. */
    public static Arrangement of(ServerView view, Query query, long now) {
        List<ConnectionEntry> shown = shown(view, query, now);
        if (!query.orders().isEmpty()) {
            // Values may not change while they are sorted: entries are immutable, and the clock is an argument.
            shown.sort(query.comparator(now));
        }
        return new Arrangement(query, ids(shown), view.entries().size());
    }

    /**
     * Filters, but leaves those that are shown already where they are; new ones come last. So that a row does not jump
     * away from under the pointer.
     */
    public static Arrangement held(ServerView view, Query query, long now, @Nullable Arrangement before) {
        if (before == null || !before.query().orders().equals(query.orders())) {
            return of(view, query, now);
        }
        List<ConnectionEntry> kept = new ArrayList<>(before.ids().length);
        Set<Long> placed = new HashSet<>(before.ids().length * 2);
        for (long id : before.ids()) {
            ConnectionEntry entry = view.entry(id);
            if (entry != null && query.filter().shows(entry, now)) {
                kept.add(entry);
                placed.add(id);
            }
        }
        List<ConnectionEntry> fresh = shown(view, query, now);
        fresh.removeIf(entry -> placed.contains(entry.id()));
        fresh.sort(query.comparator(now));
        kept.addAll(fresh);
        return new Arrangement(query, ids(kept), view.entries().size());
    }

    private static List<ConnectionEntry> shown(ServerView view, Query query, long now) {
        List<ConnectionEntry> shown = new ArrayList<>(view.entries().size());
        for (ConnectionEntry entry : view.entries()) {
            if (query.filter().shows(entry, now)) {
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
