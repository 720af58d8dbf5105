package dev.futurewire.feed;

import java.util.List;

/**
 * The state of a server at one tick. Immutable; the next snapshot replaces it.
 *
 * @param sequence the number of the tick; a gap means that a tick was skipped
 * @param timeMillis the time of the server's clock, in milliseconds since the epoch
 * @param totals the totals of the server
 * @param rows the open connections, ordered by id
 * @param closed connections that were closed since the previous tick, with their final counters
 * @param warnings warnings since the previous tick
 * @param events events since the previous tick
 * @param lines sampled lines of all connections since the previous tick
 * @param servers the totals of each server; {@code totals} has their sums
 */
public record FeedSnapshot(
        long sequence,
        long timeMillis,
        ServerTotals totals,
        List<ConnectionRow> rows,
        List<ConnectionRow> closed,
        List<WarningRow> warnings,
        List<EventRow> events,
        List<Traffic> lines,
        List<ServerTotals> servers) {
    /**
     * Creates the state of a single server.
     *
     * @param sequence as above
     * @param timeMillis as above
     * @param totals as above
     * @param rows as above
     * @param closed as above
     * @param warnings as above
     * @param events as above
     * @param lines as above
     */
    public FeedSnapshot(
            long sequence,
            long timeMillis,
            ServerTotals totals,
            List<ConnectionRow> rows,
            List<ConnectionRow> closed,
            List<WarningRow> warnings,
            List<EventRow> events,
            List<Traffic> lines) {
        this(sequence, timeMillis, totals, rows, closed, warnings, events, lines, List.of(totals));
    }
}
