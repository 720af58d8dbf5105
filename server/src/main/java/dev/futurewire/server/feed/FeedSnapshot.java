package dev.futurewire.server.feed;

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
 */
public record FeedSnapshot(
        long sequence,
        long timeMillis,
        ServerTotals totals,
        List<ConnectionRow> rows,
        List<ConnectionRow> closed,
        List<WarningRow> warnings,
        List<EventRow> events,
        List<Traffic> lines) {}
