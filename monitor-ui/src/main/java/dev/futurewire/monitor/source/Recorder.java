package dev.futurewire.monitor.source;

import dev.futurewire.feed.ConnectionRow;
import dev.futurewire.feed.FeedSnapshot;
import dev.futurewire.feed.FeedViewer;
import dev.futurewire.feed.Traffic;
import dev.futurewire.feed.json.ConnectionRowJson;
import dev.futurewire.feed.json.EventRowJson;
import dev.futurewire.feed.json.JsonLine;
import dev.futurewire.feed.json.TrafficJson;
import dev.futurewire.feed.json.WarningRowJson;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Records a feed to a file, one JSON object per line; a tick contains only the connections that changed. Writes on a thread
 * of its own; a slow disk drops ticks from the recording and never delays the feed.
 */
public final class Recorder implements FeedViewer, AutoCloseable {
    static final int VERSION = 1;
    private static final int MAX_PENDING = 256;

    private final Writer out;
    private final Consumer<IOException> failed;
    private final ThreadPoolExecutor thread = new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MAX_PENDING),
            task -> {
                Thread worker = new Thread(task, "futurewire-monitor-recorder");
                worker.setDaemon(true);
                return worker;
            },
            new ThreadPoolExecutor.DiscardPolicy());

    /** The last row written of each connection; confined to the recorder's thread. */
    private Map<Long, ConnectionRow> written = new HashMap<>();

    private boolean broken;

    /**
     * Starts a recording.
     *
     * @param file file to create or overwrite
     * @param server display name of the server
     * @param start identifier of the server's start
     * @param failed called on the recorder's thread if writing fails; the recording stops then
     * @throws IOException if the file cannot be created
     */
    public Recorder(Path file, String server, String start, Consumer<IOException> failed) throws IOException {
        this.failed = failed;
        out = Files.newBufferedWriter(file, StandardCharsets.UTF_8);
        write(JsonLine.of("recording")
                .put("version", VERSION)
                .put("server", server)
                .put("start", start));
    }

    private void write(JsonLine message) {
        if (broken) {
            return;
        }
        try {
            out.write(message.end());
        } catch (IOException failure) {
            broken = true;
            failed.accept(failure);
        }
    }

    @Override
    public void connected(String server, boolean controlAllowed) {
        connected(server, controlAllowed, "");
    }

    @Override
    public void connected(String server, boolean controlAllowed, String start) {
        thread.execute(() -> {
            written.clear();
            write(JsonLine.of("connected").put("server", server).put("start", start));
        });
    }

    @Override
    public void tick(FeedSnapshot tick) {
        thread.execute(() -> {
            Map<Long, ConnectionRow> now = new HashMap<>();
            List<ConnectionRow> changed = new ArrayList<>();
            for (ConnectionRow row : tick.rows()) {
                now.put(row.id(), row);
                if (!row.equals(written.remove(row.id()))) {
                    changed.add(row);
                }
            }
            List<Long> gone = new ArrayList<>(written.keySet());
            written = now;
            write(JsonLine.of("tick")
                    .put("rows", ConnectionRowJson::write, changed)
                    .put("closed", ConnectionRowJson::write, tick.closed())
                    .put("warnings", WarningRowJson::write, tick.warnings())
                    .put("events", EventRowJson::write, tick.events())
                    .put(tick, gone));
        });
    }

    @Override
    public void traffic(Traffic traffic) {
        thread.execute(() -> {
            write(JsonLine.of("traffic").put("piece", TrafficJson::write, traffic));
        });
    }

    @Override
    public void refused(String code, String message) {
        // A request of the viewer, not an act of the server.
    }

    @Override
    public void lost(String message, long retryInMillis) {
        // Visible as a gap in the times of the ticks.
    }

    /** Ends the recording; the file is complete when this method returns. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(5, TimeUnit.SECONDS)) {
                thread.shutdownNow();
            }
            out.close();
        } catch (IOException failure) {
            failed.accept(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
