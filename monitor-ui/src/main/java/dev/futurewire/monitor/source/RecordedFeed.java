package dev.futurewire.monitor.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.futurewire.feed.ConnectionRow;
import dev.futurewire.feed.FeedSnapshot;
import dev.futurewire.feed.FeedSource;
import dev.futurewire.feed.FeedViewer;
import dev.futurewire.feed.json.ServerMessage;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** A feed that replays a recording, at the recorded pace or faster. */
public final class RecordedFeed implements FeedSource {
    private static final long MAX_PAUSE_MILLIS = 2_000;

    private final Path file;
    private final double speed;
    private final TreeMap<Long, ConnectionRow> rows = new TreeMap<>();
    private volatile boolean closed;
    private volatile Thread thread = new Thread(() -> {});
    private long sequence;
    private long before = -1;

    /**
     * Creates a feed; {@link #watch} starts the replay.
     *
     * @param file recording, checked by {@link #check}
     * @param speed factor of the recorded pace: 4 replays four times as fast
     */
    public RecordedFeed(Path file, double speed) {
        this.file = file;
        this.speed = speed;
    }

    /**
     * Checks that a file is a recording this version can replay.
     *
     * @throws IOException if the file cannot be read, is not a recording, or has another version; the message says which
     */
    public static void check(Path file) throws IOException {
        try (BufferedReader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            String first = in.readLine();
            ServerMessage head = first == null ? null : ServerMessage.read(first);
            if (head == null || !head.type().equals("recording")) {
                throw new IOException("not a recording: " + file);
            }
            if (head.version() != Recorder.VERSION) {
                throw new IOException("recording of an unsupported version: " + file);
            }
        } catch (JsonProcessingException | java.nio.charset.CharacterCodingException malformed) {
            throw new IOException("not a recording: " + file, malformed);
        }
    }

    @Override
    public void watch(FeedViewer viewer, int hz) {
        Thread player = new Thread(() -> play(viewer), "futurewire-monitor-replay");
        player.setDaemon(true);
        thread = player;
        player.start();
    }

    private void play(FeedViewer viewer) {
        String end = "the recording is over";
        try (BufferedReader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            String line;
            while (!closed && (line = in.readLine()) != null) {
                play(ServerMessage.read(line), viewer);
            }
        } catch (IOException failure) {
            end = "cannot read the rest of the recording: " + failure.getMessage();
        } catch (InterruptedException stopped) {
            return;
        }
        if (!closed) {
            viewer.lost(end, -1);
        }
    }

    private void play(ServerMessage message, FeedViewer viewer) throws IOException, InterruptedException {
        switch (message.type()) {
            case "recording", "connected" -> {
                rows.clear();
                viewer.connected(message.server(), false);
            }
            case "tick" -> {
                pause(message.timeMillis());
                viewer.tick(tick(message));
            }
            case "traffic" -> viewer.traffic(message.piece());
            default -> {
                // Written by a later version.
            }
        }
    }

    private void pause(long millis) throws InterruptedException {
        if (before >= 0 && millis > before) {
            TimeUnit.MILLISECONDS.sleep((long) (Math.min(MAX_PAUSE_MILLIS, millis - before) / speed));
        }
        before = millis;
    }

    private FeedSnapshot tick(ServerMessage message) throws IOException {
        for (ConnectionRow row : message.rows()) {
            rows.put(row.id(), row);
        }
        message.gone().forEach(rows::remove);
        return new FeedSnapshot(
                ++sequence,
                message.timeMillis(),
                message.totals(),
                List.copyOf(rows.values()),
                message.closed(),
                message.warnings(),
                message.events(),
                message.lines(),
                message.servers());
    }

    @Override
    public void follow(long connection) {
        // The recording contains the traffic that was followed.
    }

    @Override
    public void unfollow(long connection) {
        // As above.
    }

    @Override
    public void closeConnection(long connection) {
        // A recording cannot be changed.
    }

    @Override
    public void sendLine(long connection, String line) {
        // A recording cannot be changed.
    }

    @Override
    public void pauseAccepting(boolean paused) {
        // A recording cannot be changed.
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
