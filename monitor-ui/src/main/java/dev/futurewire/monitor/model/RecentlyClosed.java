package dev.futurewire.monitor.model;

import dev.futurewire.server.feed.ConnectionRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/** Connections that ended a short while ago, so that a row does not vanish under the eyes of who looks at it. */
final class RecentlyClosed {
    /** How long they are kept: a minute. */
    static final long KEPT_MILLIS = 60_000;

    /** How many at most, so that a server of short conversations does not fill the table with its dead: 2,000. */
    static final int MOST = 2_000;

    private final TreeMap<Long, ConnectionEntry> byId = new TreeMap<>();

    void add(ConnectionRow row, String warned) {
        byId.put(row.id(), new ConnectionEntry(row, 0, 0, warned));
    }

    void expire(long now) {
        byId.values().removeIf(entry -> now - entry.row().closedAtMillis() > KEPT_MILLIS);
        if (byId.size() > MOST) {
            List<ConnectionEntry> oldest = new ArrayList<>(byId.values());
            oldest.sort(Comparator.comparingLong(entry -> entry.row().closedAtMillis()));
            oldest.subList(0, oldest.size() - MOST).forEach(entry -> byId.remove(entry.id()));
        }
    }

    boolean contains(long id) {
        return byId.containsKey(id);
    }

    void clear() {
        byId.clear();
    }

    /** By id, like the live ones: merged with them. */
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
                next++; // told as live and as closed in one tick: it is closed
            }
            all.add(closed);
        }
        all.addAll(live.subList(next, live.size()));
        return all;
    }
}
