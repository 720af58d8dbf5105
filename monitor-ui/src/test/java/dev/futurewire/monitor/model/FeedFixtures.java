package dev.futurewire.monitor.model;

import dev.futurewire.feed.AwaitingRow;
import dev.futurewire.feed.ConnectionRow;
import dev.futurewire.feed.EventRow;
import dev.futurewire.feed.FeedSnapshot;
import dev.futurewire.feed.ServerTotals;
import dev.futurewire.feed.Traffic;
import dev.futurewire.feed.WarningRow;
import java.util.List;
import java.util.Map;

/** Rows, ticks and views for tests. */
public final class FeedFixtures {
    public static final long NOW = 1_000_000_000_000L;

    private FeedFixtures() {}

    public static ConnectionRow row(long id) {
        return row(id, 0, 0);
    }

    public static ConnectionRow row(long id, long in, long out) {
        return new ConnectionRow(
                id,
                "10.0.0." + id % 250 + ":" + (40_000 + id % 20_000),
                "127.0.0.1:7000",
                "open",
                null,
                NOW - 60_000,
                NOW - 5_000,
                0,
                in,
                out,
                in / 10,
                out / 10,
                0,
                0,
                65_536,
                new AwaitingRow("readLine", "EchoService.java:42", NOW - 2_000, NOW + 8_000, 0),
                0);
    }

    public static ConnectionRow closed(long id, String reason, long when) {
        ConnectionRow row = row(id);
        return new ConnectionRow(
                id,
                row.peer(),
                row.local(),
                "closed",
                reason,
                row.openedAtMillis(),
                when,
                when,
                row.bytesIn(),
                row.bytesOut(),
                row.linesIn(),
                row.linesOut(),
                0,
                0,
                row.highWaterMark(),
                null,
                0);
    }

    public static ConnectionEntry entry(long id, long in, long out) {
        return new ConnectionEntry(row(id, in, out), 0, 0, "");
    }

    public static ServerTotals totals(long open, long in, long out, long shown, long dropped) {
        return new ServerTotals(
                "echo",
                "127.0.0.1:7000",
                "accepting",
                NOW - 100_000,
                open,
                open,
                open,
                0,
                0,
                Map.of(),
                in,
                out,
                0,
                0,
                0,
                0,
                0,
                shown,
                dropped);
    }

    public static FeedSnapshot tick(long sequence, long millis, List<ConnectionRow> rows) {
        return tick(sequence, millis, rows, List.of(), List.of());
    }

    public static FeedSnapshot tick(
            long sequence,
            long millis,
            List<ConnectionRow> rows,
            List<ConnectionRow> closed,
            List<WarningRow> warnings) {
        long in = rows.stream().mapToLong(ConnectionRow::bytesIn).sum();
        long out = rows.stream().mapToLong(ConnectionRow::bytesOut).sum();
        return new FeedSnapshot(
                sequence,
                millis,
                totals(rows.size(), in, out, 0, 0),
                rows,
                closed,
                warnings,
                List.<EventRow>of(),
                List.<Traffic>of());
    }

    public static ServerView view(ConnectionRow... rows) {
        FeedReducer reducer = new FeedReducer(() -> NOW);
        reducer.connected("echo 127.0.0.1:7000", true);
        reducer.tick(tick(1, NOW, List.of(rows)));
        return reducer.view();
    }
}
