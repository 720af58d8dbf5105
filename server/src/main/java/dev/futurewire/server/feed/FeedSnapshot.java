package dev.futurewire.server.feed;

import java.util.List;

/**
 * Everything a viewer shows, at one tick. Immutable; the next one replaces it.
 *
 * @param sequence counts ticks; a gap is a tick that was replaced by a later one
 * @param timeMillis the server's clock, in milliseconds since the epoch
 * @param totals the server
 * @param rows the live connections, by id
 * @param closed connections that ended since the tick before, with their final counters
 * @param warnings warnings since the tick before
 * @param events events since the tick before
 * @param lines sampled traffic of all connections since the tick before
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
