package dev.futurewire.monitor.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.futurewire.feed.ConnectionRow;
import dev.futurewire.feed.FeedSnapshot;
import dev.futurewire.feed.FeedSource;
import dev.futurewire.feed.FeedViewer;
import dev.futurewire.feed.json.ServerMessage;
import dev.futurewire.monitor.model.Playback;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * A feed that replays a recording, at the recorded pace or another one. A thread reads the file; to go back, it starts again at the
 * beginning and plays without pauses up to the wanted time.
 */
public final class RecordedFeed implements FeedSource, Playback {
    private static final long MAX_PAUSE_MILLIS = 2_000;

    private final Path file;
    private final TreeMap<Long, ConnectionRow> rows = new TreeMap<>();
    private final String start;
    private volatile boolean closed;
    private long sequence;

    // Guarded by this.
    private double speed;
    private boolean paused;
    private boolean stepping;
    private boolean again;
    private long seekTo;
    private long startMillis;
    private long millis = -1;
    private long endMillis;

    /**
     * Creates a feed; {@link #watch} starts the replay.
     *
     * @param file recording, checked by {@link #check}
     * @param speed factor of the recorded pace: 4 replays four times as fast
     */
    public RecordedFeed(Path file, double speed) {
        this.file = file;
        this.speed = speed;
        // Not the recorded one: going back is not a restart of the server.
        start = file.toString();
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
        thread("futurewire-monitor-replay-end", this::findEnd);
        thread("futurewire-monitor-replay", () -> play(viewer));
    }

    private static void thread(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Finds the time of the last tick. */
    private void findEnd() {
        try (BufferedReader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            String line;
            while (!closed && (line = in.readLine()) != null) {
                int at = line.lastIndexOf("\"timeMillis\":");
                if (line.startsWith("{\"type\":\"tick\"") && at > 0) {
                    long time = ServerMessage.read(line).timeMillis();
                    synchronized (this) {
                        endMillis = Math.max(endMillis, time);
                    }
                }
            }
        } catch (IOException unreadable) {
            // The replay reports it.
        }
    }

    private void play(FeedViewer viewer) {
        while (!closed) {
            String end = "the recording is over";
            try (BufferedReader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
                String line;
                while (!closed && !restarting() && (line = in.readLine()) != null) {
                    play(ServerMessage.read(line), viewer);
                }
            } catch (IOException failure) {
                end = "cannot read the rest of the recording: " + failure.getMessage();
            } catch (InterruptedException stopped) {
                return;
            }
            if (!closed && !restarting()) {
                viewer.lost(end, -1);
            }
            if (!awaitRestart()) {
                return;
            }
        }
    }

    private synchronized boolean restarting() {
        return again;
    }

    /** Waits until the replay starts again; returns false if it is closed. */
    private synchronized boolean awaitRestart() {
        try {
            while (!closed && !again) {
                wait();
            }
        } catch (InterruptedException stopped) {
            return false;
        }
        again = false;
        millis = -1;
        return !closed;
    }

    private void play(ServerMessage message, FeedViewer viewer) throws IOException, InterruptedException {
        switch (message.type()) {
            case "recording", "connected" -> {
                rows.clear();
                viewer.connected(message.server(), false, start + message.start());
            }
            case "tick" -> {
                awaitTime(message.timeMillis());
                viewer.tick(tick(message));
                boolean happened = !message.events().isEmpty()
                        || !message.warnings().isEmpty()
                        || !message.closed().isEmpty();
                stepped(happened);
            }
            case "traffic" -> {
                viewer.traffic(message.piece());
                stepped(true);
            }
            default -> {
                // Written by a later version.
            }
        }
    }

    /** Waits until a tick is due. */
    private synchronized void awaitTime(long time) throws InterruptedException {
        startMillis = startMillis == 0 ? time : startMillis;
        boolean seeking = time < seekTo;
        long gap = millis < 0 || time <= millis || seeking ? 0 : Math.min(MAX_PAUSE_MILLIS, time - millis);
        double waited = 0;
        while (!closed && !again && !stepping) {
            boolean due = waited >= gap;
            if (due && !(paused && time >= seekTo && millis >= 0)) {
                break;
            }
            long before = System.nanoTime();
            if (paused) {
                wait();
            } else {
                TimeUnit.NANOSECONDS.timedWait(this, Math.max(1_000, (long) ((gap - waited) / speed * 1e6)));
                waited += (System.nanoTime() - before) / 1e6 * speed;
            }
        }
        millis = time;
        endMillis = Math.max(endMillis, time);
    }

    private synchronized void stepped(boolean happened) {
        if (happened && millis >= seekTo) {
            stepping = false;
        }
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
    public synchronized State state() {
        return new State(startMillis, Math.max(startMillis, millis), endMillis, paused, speed);
    }

    @Override
    public synchronized void paused(boolean value) {
        paused = value;
        stepping = false;
        notifyAll();
    }

    @Override
    public synchronized void speed(double factor) {
        speed = factor;
        notifyAll();
    }

    @Override
    public synchronized void seek(long time) {
        again = time < millis;
        seekTo = time;
        notifyAll();
    }

    @Override
    public synchronized void step() {
        paused = true;
        stepping = true;
        notifyAll();
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
    public void pauseAccepting(boolean value) {
        // A recording cannot be changed.
    }

    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
    }
}
