package dev.futurewire.monitor.model;

import dev.futurewire.feed.EventRow;
import dev.futurewire.feed.ServerTotals;
import dev.futurewire.feed.Traffic;
import dev.futurewire.feed.WarningRow;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything the window shows of one server, as of one tick. Immutable; {@link FeedReducer} replaces it with each message
 * of the feed.
 *
 * @param status state of the feed
 * @param generation changes with each start of the server's process; connection ids are unique within one generation only
 * @param start identifier of that start, as the server reports it, or empty
 * @param server name and address, as the server reports them
 * @param controlAllowed whether the server permits closing connections, sending lines and pausing accepts
 * @param tickMillis server's clock at the tick
 * @param receivedMillis local clock when the tick was received
 * @param totals counters of the whole server, or null before the first tick
 * @param servers counters of each server of the feed
 * @param entries live and recently closed connections, ordered by id
 * @param live number of entries that are live
 * @param rates throughput of the whole server
 * @param warnings most recent warnings, oldest first
 * @param events most recent events, oldest first
 * @param lines sampled traffic, oldest first
 * @param linesSeen number of sampled lines received so far, which is the number of the last element of {@code lines}
 * @param notice last request the server refused, or null
 */
public record ServerView(
        FeedStatus status,
        int generation,
        String start,
        String server,
        boolean controlAllowed,
        long tickMillis,
        long receivedMillis,
        @Nullable ServerTotals totals,
        List<ServerTotals> servers,
        List<ConnectionEntry> entries,
        int live,
        Rates rates,
        List<WarningRow> warnings,
        List<EventRow> events,
        List<Traffic> lines,
        long linesSeen,
        @Nullable Notice notice) {
    /** The view before anything is known: no server, no connections. */
    public static final ServerView EMPTY = new ServerView(
            FeedStatus.connecting(0),
            0,
            "",
            "",
            false,
            0,
            0,
            null,
            List.of(),
            List.of(),
            0,
            Rates.NONE,
            List.of(),
            List.of(),
            List.of(),
            0,
            null);

    private static final long LONGEST_EXTRAPOLATION_MILLIS = 1_000;

    /**
     * Throughput per second.
     *
     * @param in bytes received
     * @param out bytes sent
     * @param lines lines produced, in both directions
     * @param linesShown lines the server sent to this viewer
     */
    public record Rates(double in, double out, double lines, double linesShown) {
        static final Rates NONE = new Rates(0, 0, 0, 0);
    }

    /**
     * A request the server refused.
     *
     * @param code machine-readable code
     * @param message human-readable explanation
     * @param millis local time of the refusal
     */
    public record Notice(String code, String message, long millis) {}

    /** Returns a builder that starts from this view. */
    Builder toBuilder() {
        return new Builder(this);
    }

    /** Returns the server's clock, extrapolated by at most a second while ticks arrive; it stops when they do. */
    public long clock(long now) {
        return status.phase() == FeedPhase.LIVE
                ? tickMillis + Math.max(0, Math.min(LONGEST_EXTRAPOLATION_MILLIS, now - receivedMillis))
                : tickMillis;
    }

    /** Returns whether requests to close, send or pause would reach the server and be permitted. */
    public boolean controllable() {
        return controlAllowed && status.phase() == FeedPhase.LIVE;
    }

    /** Returns the connection with this id, or null if it is neither live nor recently closed. */
    public @Nullable ConnectionEntry entry(long id) {
        int low = 0;
        int high = entries.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            ConnectionEntry found = entries.get(middle);
            if (found.id() == id) {
                return found;
            }
            if (found.id() < id) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return null;
    }

    /** Returns the key of a connection of this view. */
    public ConnectionKey key(long id) {
        return new ConnectionKey(generation, id);
    }

    /** Returns the connection with this key, or null if it is of another start of the server, or neither live nor recently closed. */
    public @Nullable ConnectionEntry entry(ConnectionKey key) {
        return key.generation() == generation ? entry(key.id()) : null;
    }

    /** Returns the number of connections that are closing, which {@code totals} does not count. */
    public int closing() {
        int closing = 0;
        for (ConnectionEntry entry : entries) {
            if (entry.row().state().equals("closing")) {
                closing++;
            }
        }
        return closing;
    }

    /** Builds a view that differs from another in some components. */
    static final class Builder {
        private FeedStatus status;
        private int generation;
        private String start;
        private String server;
        private boolean controlAllowed;
        private long tickMillis;
        private long receivedMillis;
        private @Nullable ServerTotals totals;
        private List<ServerTotals> servers;
        private List<ConnectionEntry> entries;
        private int live;
        private Rates rates;
        private List<WarningRow> warnings;
        private List<EventRow> events;
        private List<Traffic> lines;
        private long linesSeen;
        private @Nullable Notice notice;

        private Builder(ServerView from) {
            status = from.status;
            generation = from.generation;
            start = from.start;
            server = from.server;
            controlAllowed = from.controlAllowed;
            tickMillis = from.tickMillis;
            receivedMillis = from.receivedMillis;
            totals = from.totals;
            servers = from.servers;
            entries = from.entries;
            live = from.live;
            rates = from.rates;
            warnings = from.warnings;
            events = from.events;
            lines = from.lines;
            linesSeen = from.linesSeen;
            notice = from.notice;
        }

        Builder status(FeedStatus value) {
            status = value;
            return this;
        }

        Builder server(String name, boolean allowsControl) {
            server = name;
            controlAllowed = allowsControl;
            return this;
        }

        /** Begins a new generation, without connections. */
        Builder started(String newStart) {
            generation++;
            start = newStart;
            totals = null;
            servers = List.of();
            entries = List.of();
            live = 0;
            return this;
        }

        Builder totals(ServerTotals value, List<ServerTotals> each, long serverMillis) {
            totals = value;
            servers = each;
            tickMillis = serverMillis;
            return this;
        }

        Builder receivedMillis(long value) {
            receivedMillis = value;
            return this;
        }

        Builder entries(List<ConnectionEntry> value, int liveOnes) {
            entries = value;
            live = liveOnes;
            return this;
        }

        Builder rates(Rates value) {
            rates = value;
            return this;
        }

        Builder warnings(List<WarningRow> value) {
            warnings = value;
            return this;
        }

        Builder events(List<EventRow> value) {
            events = value;
            return this;
        }

        Builder lines(List<Traffic> value, long seen) {
            lines = value;
            linesSeen = seen;
            return this;
        }

        Builder notice(@Nullable Notice value) {
            notice = value;
            return this;
        }

        ServerView build() {
            return new ServerView(
                    status,
                    generation,
                    start,
                    server,
                    controlAllowed,
                    tickMillis,
                    receivedMillis,
                    totals,
                    servers,
                    entries,
                    live,
                    rates,
                    warnings,
                    events,
                    lines,
                    linesSeen,
                    notice);
        }
    }
}
