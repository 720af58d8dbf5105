package dev.futurewire.feed;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToLongFunction;

/** What the hubs of a feed contribute to one tick. */
final class TickParts {
    final List<ServerTotals> servers = new ArrayList<>();
    final List<ConnectionRow> rows = new ArrayList<>();
    final List<ConnectionRow> closed = new ArrayList<>();
    final List<WarningRow> warnings = new ArrayList<>();
    final List<EventRow> events = new ArrayList<>();
    final List<Traffic> lines = new ArrayList<>();

    /** Returns the tick, with its lists in order. */
    FeedSnapshot snapshot(long sequence, long millis) {
        rows.sort(Comparator.comparingLong(ConnectionRow::id));
        return new FeedSnapshot(
                sequence,
                millis,
                TotalsSum.of(servers),
                rows,
                byTime(closed, ConnectionRow::closedAtMillis),
                byTime(warnings, WarningRow::timeMillis),
                byTime(events, EventRow::timeMillis),
                byTime(lines, Traffic::timeMillis),
                List.copyOf(servers));
    }

    /** Sorts elements by their time; those of the same time remain in the order of their hub. */
    private static <T> List<T> byTime(List<T> elements, ToLongFunction<T> time) {
        elements.sort(Comparator.comparingLong(time));
        return elements;
    }
}
