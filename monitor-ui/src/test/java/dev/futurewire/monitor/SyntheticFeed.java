package dev.futurewire.monitor;

import dev.futurewire.feed.AwaitingRow;
import dev.futurewire.feed.ConnectionRow;
import dev.futurewire.feed.FeedSnapshot;
import dev.futurewire.feed.FeedSource;
import dev.futurewire.feed.FeedViewer;
import dev.futurewire.feed.ServerTotals;
import dev.futurewire.feed.Traffic;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** A synthetic feed with any number of rows, all of which change in each tick, and any rate of lines. */
final class SyntheticFeed implements FeedSource {
    static final int TICKS_PER_SECOND = 10;
    private static final int SAMPLED = 100;
    private static final String LINE = "a line of a client that talks, as all of them do\n";

    private final int rows;
    private final int linesPerSecond;
    private final long started = System.currentTimeMillis();
    private final ScheduledExecutorService ticker = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "synthetic-feed");
        thread.setDaemon(true);
        return thread;
    });
    private final byte[] traffic;
    private final byte[] line = LINE.getBytes(StandardCharsets.US_ASCII);
    private long sequence;
    private volatile long followed;

    SyntheticFeed(int rows, int linesPerSecond) {
        this.rows = rows;
        this.linesPerSecond = linesPerSecond;
        traffic = LINE.repeat(linesPerSecond / TICKS_PER_SECOND / 10).getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void watch(FeedViewer viewer, int hz) {
        viewer.connected("synthetic 127.0.0.1:7000", true);
        ticker.scheduleAtFixedRate(() -> tick(viewer), 0, 1_000 / TICKS_PER_SECOND, TimeUnit.MILLISECONDS);
    }

    private void tick(FeedViewer viewer) {
        long now = System.currentTimeMillis();
        sequence++;
        List<ConnectionRow> all = new ArrayList<>(rows);
        long bytes = 0;
        for (int i = 1; i <= rows; i++) {
            long in = sequence * (i % 97 + 1) * 50L;
            bytes += in;
            all.add(new ConnectionRow(
                    i,
                    "10.0." + i / 250 + "." + i % 250 + ":40000",
                    "127.0.0.1:7000",
                    "open",
                    null,
                    started,
                    now,
                    0,
                    in,
                    in,
                    in / 50,
                    in / 50,
                    0,
                    i % 50 == 0 ? 32_768 : 0,
                    65_536,
                    new AwaitingRow("readLine", "EchoService.java:42", now - i % 3_000, now + 10_000 - i % 3_000, 0),
                    0));
        }
        int sampled = Math.min(SAMPLED, linesPerSecond / TICKS_PER_SECOND);
        List<Traffic> lines = new ArrayList<>(sampled);
        for (int i = 0; i < sampled; i++) {
            lines.add(new Traffic(i + 1, now, i % 2 == 0, line, line.length, 0));
        }
        long produced = sequence * linesPerSecond / TICKS_PER_SECOND;
        ServerTotals totals = new ServerTotals(
                "synthetic",
                "127.0.0.1:7000",
                "accepting",
                started,
                rows,
                rows,
                rows,
                0,
                0,
                Map.of(),
                bytes,
                bytes,
                produced / 2,
                produced / 2,
                0,
                0,
                0,
                sequence * sampled,
                produced - sequence * sampled);
        viewer.tick(new FeedSnapshot(sequence, now, totals, all, List.of(), List.of(), List.of(), lines));
        long connection = followed;
        for (int i = 0; connection != 0 && i < 10; i++) {
            viewer.traffic(new Traffic(connection, now, i % 2 == 0, traffic, traffic.length, 0));
        }
    }

    @Override
    public void follow(long connection) {
        followed = connection;
    }

    @Override
    public void unfollow(long connection) {
        followed = 0;
    }

    @Override
    public void closeConnection(long connection) {}

    @Override
    public void sendLine(long connection, String text) {}

    @Override
    public void pauseAccepting(boolean paused) {}

    @Override
    public void close() {
        ticker.shutdownNow();
    }
}
