package dev.futurewire.monitor.model;

import dev.futurewire.server.feed.EventRow;
import dev.futurewire.server.feed.ServerTotals;
import dev.futurewire.server.feed.Traffic;
import dev.futurewire.server.feed.WarningRow;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that is shown of one server, at one tick. Immutable; the next one replaces it.
 *
 * @param status how it stands with the server
 * @param server its name and address, as it says itself
 * @param controlAllowed whether closing, sending and pausing are allowed
 * @param tickMillis the server's clock at the tick
 * @param receivedMillis this machine's clock when it came
 * @param totals the server as a whole, or null before the first tick
 * @param entries the live connections and those that ended a short while ago, by id
 * @param live how many of them are live
 * @param pace how much goes on in a second
 * @param warnings the latest, oldest first
 * @param events the latest, oldest first
 * @param lines sampled traffic, oldest first
 * @param linesSeen how many sampled lines there have been: numbers the last of {@code lines}
 * @param notice what the server refused last, or null
 */
public record Picture(
        Status status,
        String server,
        boolean controlAllowed,
        long tickMillis,
        long receivedMillis,
        @Nullable ServerTotals totals,
        List<Entry> entries,
        int live,
        Pace pace,
        List<WarningRow> warnings,
        List<EventRow> events,
        List<Traffic> lines,
        long linesSeen,
        @Nullable Notice notice) {
    /**
     * How much goes on in a second.
     *
     * @param in bytes received
     * @param out bytes sent
     * @param lines lines produced, both ways
     * @param linesShown of those, how many were sent here
     */
    public record Pace(double in, double out, double lines, double linesShown) {
        static final Pace NONE = new Pace(0, 0, 0, 0);
    }

    /**
     * Something the server refused.
     *
     * @param code a stable word
     * @param message for people
     * @param millis when, by this machine's clock
     */
    public record Notice(String code, String message, long millis) {}

    /** Of no server at all. */
    public static Picture nothing() {
        return empty(Status.connecting(0));
    }

    static Picture empty(Status status) {
        return new Picture(
                status, "", false, 0, 0, null, List.of(), 0, Pace.NONE, List.of(), List.of(), List.of(), 0, null);
    }

    Picture with(Status value, List<EventRow> newEvents) {
        return new Picture(
                value,
                server,
                controlAllowed,
                tickMillis,
                receivedMillis,
                totals,
                entries,
                live,
                pace,
                warnings,
                newEvents,
                lines,
                linesSeen,
                notice);
    }

    /** The server's clock now: that of the tick, gone on since, but standing still once ticks do not come. */
    public long clock(long now) {
        return status.phase() == Phase.LIVE
                ? tickMillis + Math.max(0, Math.min(1_000, now - receivedMillis))
                : tickMillis;
    }

    /** Whether closing, sending and pausing would be heard now. */
    public boolean controllable() {
        return controlAllowed && status.phase() == Phase.LIVE;
    }

    /** A connection, or null if it is not here any more. */
    public @Nullable Entry entry(long id) {
        int low = 0;
        int high = entries.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            Entry found = entries.get(middle);
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

    /** How many are write-blocked, refused and the like is in {@code totals}; this is how many are closing. */
    public int closing() {
        int closing = 0;
        for (Entry entry : entries) {
            if (entry.row().state().equals("closing")) {
                closing++;
            }
        }
        return closing;
    }
}
