package dev.futurewire.server.feed;

import dev.futurewire.server.concurrent.DaemonThreads;
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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A server watched over its feed. Connects again by itself when the connection is lost or silent for two seconds, after 250 ms,
 * doubled up to five seconds, with a random part so that many viewers do not come at once; not after a bad token or
 * protocol, which no trying mends. A connection that the server ends without a word is tried again at once, a few times: the
 * server gives way there when many connections come that do not show its token.
 */
public final class RemoteFeed implements FeedSource {
    private static final long FIRST_PAUSE_MILLIS = 250;
    private static final long LONGEST_PAUSE_MILLIS = 5_000;
    private static final long SILENCE_MILLIS = 2_000;

    /** How long the server may take for its first word, while others wait to be accepted, too: five seconds. */
    private static final long FIRST_WORD_MILLIS = 5_000;

    /** How often a connection that the server ends without a word is tried again before it counts as lost: 10 times. */
    private static final int MOST_CUT_OFF = 10;

    private static final long CUT_OFF_PAUSE_MILLIS = 20;

    private final InetSocketAddress address;
    private final String token;
    private final Thread thread = DaemonThreads.create("futurewire-feed-viewer", this::run);
    private volatile boolean closed;
    private volatile @Nullable AsyncChannel channel;

    /** Set by {@link #watch}, before anything reads it. */
    @SuppressWarnings("NullAway.Init")
    private volatile FeedViewer viewer;

    /** What is to be followed as soon as there is a connection. */
    private final Set<Long> asked = ConcurrentHashMap.newKeySet();

    private volatile int hz;
    private long pauseMillis = FIRST_PAUSE_MILLIS;
    private int cutOff;

    /** Whether the present connection was made and the server has not said anything yet. */
    private boolean unanswered;

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
            unanswered = false;
            try {
                converse();
            } catch (InterruptedException ending) {
                return;
            } catch (TimeoutException silent) {
                why = "the server has been silent for " + (unanswered ? FIRST_WORD_MILLIS : SILENCE_MILLIS) / 1000
                        + " s";
                unanswered = false;
            } catch (ExecutionException | IOException failure) {
                Throwable cause = failure.getCause() != null ? failure.getCause() : failure;
                why = String.valueOf(cause.getMessage() != null ? cause.getMessage() : cause);
            }
            if (!closed) {
                if (unanswered && cutOff++ < MOST_CUT_OFF) {
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(CUT_OFF_PAUSE_MILLIS));
                } else {
                    pause(why);
                }
            }
        }
    }

    private void pause(String why) {
        long pause = pauseMillis / 2 + ThreadLocalRandom.current().nextLong(pauseMillis / 2 + 1);
        pauseMillis = Math.min(pauseMillis * 2, LONGEST_PAUSE_MILLIS);
        cutOff = 0;
        viewer.lost(why, pause);
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(pause));
    }

    private void converse() throws InterruptedException, ExecutionException, TimeoutException, IOException {
        ChannelOptions options = ChannelOptions.builder()
                .maxFrameLength(FeedJson.LONGEST_LINE)
                .connectTimeout(Duration.ofSeconds(3))
                .build();
        AsyncChannel open = AsyncChannel.connect(address, options).get();
        unanswered = true;
        rows.clear();
        ended.clear();
        warnings.clear();
        events.clear();
        try {
            send(open, FeedJson.message("hello").put("proto", FeedJson.PROTOCOL).put("token", token));
            send(open, FeedJson.message("watch").put("hz", hz));
            // Only now, so that no other thread's request comes before the hello.
            channel = open;
            sendAsked();
            boolean more = true;
            while (more && !closed) {
                long patience = unanswered ? FIRST_WORD_MILLIS : SILENCE_MILLIS;
                String line = open.readLine().get(patience, TimeUnit.MILLISECONDS);
                unanswered &= line == null;
                more = line != null && heard(line);
            }
        } finally {
            channel = null;
            open.abort();
        }
    }

    /** One line of the server; false ends the conversation for good. */
    private boolean heard(String line) throws JsonProcessingException {
        JsonNode message = FeedJson.parse(line);
        switch (message.path("type").asText()) {
            case "welcome" -> {
                pauseMillis = FIRST_PAUSE_MILLIS;
                cutOff = 0;
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
            send(open, request);
        }
    }

    private static void send(AsyncChannel open, ObjectNode request) {
        // If the connection breaks, the reading side tells.
        open.write(FeedJson.line(request)).exceptionally(broken -> null);
    }

    /** Asks for what was asked for while there was no connection. */
    private void sendAsked() {
        AsyncChannel open = channel;
        if (open != null) {
            for (Long connection : List.copyOf(asked)) {
                if (asked.remove(connection)) {
                    send(open, FeedJson.message("follow").put("connection", connection));
                }
            }
        }
    }

    @Override
    public void follow(long connection) {
        asked.add(connection);
        sendAsked();
    }

    @Override
    public void unfollow(long connection) {
        asked.remove(connection);
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
        pauseAccepting(paused, false);
    }

    @Override
    public void pauseAccepting(boolean paused, boolean keep) {
        send(FeedJson.message("pause").put("paused", paused).put("keep", keep));
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
