package dev.futurewire.server.feed;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.futurewire.AsyncChannel;
import dev.futurewire.ChannelOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A server watched over its feed. Connects again by itself when the connection is lost or silent for two seconds, after 250 ms,
 * doubled up to five seconds, with a random part so that many viewers do not come at once; not after a bad token or
 * protocol, which no trying mends.
 */
public final class RemoteFeed implements FeedSource {
    private static final long FIRST_PAUSE_MILLIS = 250;
    private static final long LONGEST_PAUSE_MILLIS = 5_000;
    private static final long SILENCE_MILLIS = 2_000;

    private final InetSocketAddress address;
    private final String token;
    private final Thread thread = new Thread(this::run, "futurewire-feed-viewer");
    private volatile boolean closed;
    private volatile @Nullable AsyncChannel channel;

    /** Set by {@link #watch}, before anything reads it. */
    @SuppressWarnings("NullAway.Init")
    private volatile FeedViewer viewer;

    private volatile int hz;
    private long pauseMillis = FIRST_PAUSE_MILLIS;

    /** What the parts of the tick under way have brought. Used by the thread only. */
    private final Map<Long, ConnectionRow> rows = new HashMap<>();

    private final List<ConnectionRow> ended = new ArrayList<>();
    private final List<WarningRow> warnings = new ArrayList<>();
    private final List<EventRow> events = new ArrayList<>();

    /**
     * Prepares to watch.
     *
     * @param address the feed's address
     * @param token the secret from the server's token file
     */
    public RemoteFeed(InetSocketAddress address, String token) {
        this.address = address;
        this.token = token;
        thread.setDaemon(true);
    }

    @Override
    public void watch(FeedViewer value, int ticksPerSecond) {
        viewer = value;
        hz = ticksPerSecond;
        thread.start();
    }

    /** On a thread of its own, in direct style: reading JSON takes longer than a loop should be held. */
    private void run() {
        while (!closed) {
            String why = "the server has ended the connection";
            try {
                converse();
            } catch (InterruptedException ending) {
                return;
            } catch (TimeoutException silent) {
                why = "the server has been silent for " + SILENCE_MILLIS / 1000 + " s";
            } catch (ExecutionException | IOException failure) {
                Throwable cause = failure.getCause() != null ? failure.getCause() : failure;
                why = String.valueOf(cause.getMessage() != null ? cause.getMessage() : cause);
            } finally {
                AsyncChannel old = channel;
                channel = null;
                if (old != null) {
                    old.abort();
                }
            }
            if (!closed) {
                pause(why);
            }
        }
    }

    private void pause(String why) {
        long pause = pauseMillis / 2 + ThreadLocalRandom.current().nextLong(pauseMillis / 2 + 1);
        pauseMillis = Math.min(pauseMillis * 2, LONGEST_PAUSE_MILLIS);
        viewer.lost(why, pause);
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(pause));
    }

    private void converse() throws InterruptedException, ExecutionException, TimeoutException, IOException {
        ChannelOptions options = ChannelOptions.builder()
                .maxFrameLength(FeedJson.LONGEST_LINE)
                .connectTimeout(Duration.ofSeconds(3))
                .build();
        AsyncChannel open = AsyncChannel.connect(address, options).get();
        channel = open;
        rows.clear();
        ended.clear();
        warnings.clear();
        events.clear();
        send(FeedJson.message("hello").put("proto", FeedJson.PROTOCOL).put("token", token));
        send(FeedJson.message("watch").put("hz", hz));
        boolean more = true;
        while (more && !closed) {
            String line = open.readLine().get(SILENCE_MILLIS, TimeUnit.MILLISECONDS);
            more = line != null && heard(line);
        }
    }

    /** One line of the server; false ends the conversation for good. */
    private boolean heard(String line) throws JsonProcessingException {
        JsonNode message = FeedJson.parse(line);
        switch (message.path("type").asText()) {
            case "welcome" -> {
                pauseMillis = FIRST_PAUSE_MILLIS;
                viewer.connected(
                        message.path("server").asText() + " "
                                + message.path("address").asText(),
                        message.path("control").asBoolean());
            }
            case "part" -> part(message);
            case "tick" -> tick(message);
            case "traffic" -> viewer.traffic(FeedJson.read(message.path("piece"), Traffic.class));
            case "error" -> {
                String code = message.path("code").asText();
                if (code.equals("bad-token") || code.equals("bad-protocol")) {
                    closed = true;
                }
                viewer.refused(code, message.path("message").asText());
            }
            default -> {
                // A later version says more; it is not for us.
            }
        }
        return !closed;
    }

    private void part(JsonNode message) throws JsonProcessingException {
        for (ConnectionRow row : FeedJson.list(message, "rows", ConnectionRow.class)) {
            rows.put(row.id(), row);
        }
        ended.addAll(FeedJson.list(message, "closed", ConnectionRow.class));
        warnings.addAll(FeedJson.list(message, "warnings", WarningRow.class));
        events.addAll(FeedJson.list(message, "events", EventRow.class));
    }

    private void tick(JsonNode message) throws JsonProcessingException {
        FeedJson.list(message, "gone", Long.class).forEach(rows::remove);
        List<ConnectionRow> sorted = new ArrayList<>(rows.values());
        sorted.sort(Comparator.comparingLong(ConnectionRow::id));
        FeedSnapshot tick = new FeedSnapshot(
                message.path("sequence").asLong(),
                message.path("timeMillis").asLong(),
                FeedJson.read(message.path("totals"), ServerTotals.class),
                sorted,
                List.copyOf(ended),
                List.copyOf(warnings),
                List.copyOf(events),
                FeedJson.list(message, "lines", Traffic.class));
        ended.clear();
        warnings.clear();
        events.clear();
        viewer.tick(tick);
    }

    private void send(ObjectNode request) {
        AsyncChannel open = channel;
        if (open != null) {
            // If the connection breaks, the reading side tells.
            open.write(FeedJson.line(request)).exceptionally(broken -> null);
        }
    }

    @Override
    public void follow(long connection) {
        send(FeedJson.message("follow").put("connection", connection));
    }

    @Override
    public void unfollow(long connection) {
        send(FeedJson.message("unfollow").put("connection", connection));
    }

    @Override
    public void closeConnection(long connection) {
        send(FeedJson.message("close").put("connection", connection));
    }

    @Override
    public void sendLine(long connection, String line) {
        send(FeedJson.message("send").put("connection", connection).put("line", line));
    }

    @Override
    public void pauseAccepting(boolean paused) {
        send(FeedJson.message("pause").put("paused", paused));
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
