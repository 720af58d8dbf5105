package dev.futurewire.monitor.model;

import dev.futurewire.feed.ConnectionRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/** Connections that closed recently, kept for a while so that their rows stay readable. */
final class RecentlyClosed {
    /** Time an entry is kept: one minute. */
    static final long KEPT_MILLIS = 60_000;

    /** Maximum number of entries, so that short connections do not flood the table: 2,000. */
    static final int MAX_ENTRIES = 2_000;

    private final TreeMap<Long, ConnectionEntry> byId = new TreeMap<>();

    void add(ConnectionRow row, String warned) {
        byId.put(row.id(), new ConnectionEntry(row, 0, 0, warned));
    }

    void expire(long now) {
        byId.values().removeIf(entry -> now - entry.row().closedAtMillis() > KEPT_MILLIS);
        if (byId.size() > MAX_ENTRIES) {
            List<ConnectionEntry> oldest = new ArrayList<>(byId.values());
            oldest.sort(Comparator.comparingLong(entry -> entry.row().closedAtMillis()));
            oldest.subList(0, oldest.size() - MAX_ENTRIES).forEach(entry -> byId.remove(entry.id()));
        }
    }

    boolean contains(long id) {
        return byId.containsKey(id);
    }

    void clear() {
        byId.clear();
    }

    /** Merges these entries with the live ones, both ordered by id. */
    List<ConnectionEntry> mergedWith(List<ConnectionEntry> live) {
        if (byId.isEmpty()) {
            return live;
        }
        List<ConnectionEntry> all = new ArrayList<>(live.size() + byId.size());
        int next = 0;
        for (ConnectionEntry closed : byId.values()) {
            while (next < live.size() && live.get(next).id() < closed.id()) {
                all.add(live.get(next++));
            }
            if (next < live.size() && live.get(next).id() == closed.id()) {
                next++; // live and closed in one tick: closed wins
            }
            all.add(closed);
        }
        all.addAll(live.subList(next, live.size()));
        return all;
    }
}
