package dev.futurewire.monitor.source;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.futurewire.server.feed.ConnectionRow;
import dev.futurewire.server.feed.FeedSnapshot;
import dev.futurewire.server.feed.FeedViewer;
import dev.futurewire.server.feed.Traffic;
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
 * Writes all that a feed tells to a file: a JSON object a line, of the connections only those that have changed. On a
 * thread of its own; a disk that is too slow costs ticks of the recording, never the feed.
 */
public final class Recorder implements FeedViewer, AutoCloseable {
    static final int VERSION = 1;
    private static final int MOST_WAITING = 256;

    private final ObjectMapper json = new ObjectMapper();
    private final Writer out;
    private final Consumer<IOException> failed;
    private final ThreadPoolExecutor thread = new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MOST_WAITING),
            task -> {
                Thread worker = new Thread(task, "futurewire-monitor-recorder");
                worker.setDaemon(true);
                return worker;
            },
            new ThreadPoolExecutor.DiscardPolicy());

    /** What has been written of each connection. Used by the thread only. */
    private Map<Long, ConnectionRow> written = new HashMap<>();

    private boolean broken;

    /**
     * Begins a recording.
     *
     * @param file is overwritten
     * @param failed is told if it cannot go on; on the recorder's thread
     * @throws IOException if the file cannot be made
     */
    public Recorder(Path file, String server, Consumer<IOException> failed) throws IOException {
        this.failed = failed;
        out = Files.newBufferedWriter(file, StandardCharsets.UTF_8);
        write(message("recording").put("version", VERSION).put("server", server));
    }

    private ObjectNode message(String type) {
        return json.createObjectNode().put("type", type);
    }

    private void write(ObjectNode message) {
        if (broken) {
            return;
        }
        try {
            out.write(message.toString());
            out.write('\n');
        } catch (IOException failure) {
            broken = true;
            failed.accept(failure);
        }
    }

    @Override
    public void connected(String server, boolean controlAllowed) {
        thread.execute(() -> {
            written.clear();
            write(message("connected").put("server", server));
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
            ObjectNode message = message("tick").put("timeMillis", tick.timeMillis());
            message.set("totals", json.valueToTree(tick.totals()));
            message.set("rows", json.valueToTree(changed));
            message.set("gone", json.valueToTree(gone));
            message.set("closed", json.valueToTree(tick.closed()));
            message.set("warnings", json.valueToTree(tick.warnings()));
            message.set("events", json.valueToTree(tick.events()));
            message.set("lines", json.valueToTree(tick.lines()));
            write(message);
        });
    }

    @Override
    public void traffic(Traffic traffic) {
        thread.execute(() -> {
            ObjectNode message = message("traffic");
            message.set("piece", json.valueToTree(traffic));
            write(message);
        });
    }

    @Override
    public void refused(String code, String message) {
        // What somebody was not allowed is not part of what the server did.
    }

    @Override
    public void lost(String message, long retryInMillis) {
        // A gap in the times tells as much.
    }

    /** Ends the recording; the file is whole when this returns. */
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
