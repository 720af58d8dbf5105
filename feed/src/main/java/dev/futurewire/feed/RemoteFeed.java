package dev.futurewire.feed;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.futurewire.AsyncChannel;
import dev.futurewire.ChannelOptions;
import dev.futurewire.TlsOptions;
import dev.futurewire.feed.concurrent.DaemonThreads;
import dev.futurewire.feed.json.JsonLine;
import dev.futurewire.feed.json.ServerMessage;
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
 * The feed of a remote server. Reconnects by itself when the connection is lost or silent for two seconds: after 250 ms at
 * first, with a delay that doubles up to five seconds and is randomized to spread the load of many viewers. Does not reconnect
 * after an invalid token or protocol version. If the server closes a connection before its first message, the feed retries
 * almost immediately, a limited number of times: servers do so when they receive too many unauthenticated connections.
 */
public final class RemoteFeed implements FeedSource {
    private static final long INITIAL_DELAY_MILLIS = 250;
    private static final long MAX_DELAY_MILLIS = 5_000;
    private static final long SILENCE_MILLIS = 2_000;

    /** The time limit for the server's first message, which includes waiting to be accepted: five seconds. */
    private static final long FIRST_MESSAGE_MILLIS = 5_000;

    /** The number of consecutive connections closed before a first message after which the server counts as lost: 10. */
    private static final int MAX_EARLY_CLOSES = 10;

    private static final long EARLY_CLOSE_DELAY_MILLIS = 20;

    private final InetSocketAddress address;
    private final String token;
    private final @Nullable TlsOptions tls;
    private final Thread thread = DaemonThreads.create("futurewire-feed-viewer", this::run);
    private volatile boolean closed;
    private volatile @Nullable AsyncChannel channel;

    /** Set by {@link #watch}, before the thread starts. */
    @SuppressWarnings("NullAway.Init")
    private volatile FeedViewer viewer;

    /** Connections to follow as soon as the feed is connected. */
    private final Set<Long> pendingFollows = ConcurrentHashMap.newKeySet();

    private volatile int hz;
    private long delayMillis = INITIAL_DELAY_MILLIS;
    private int earlyCloses;

    /** Whether the current connection is established and the server has not sent anything yet. */
    private boolean unanswered;

    /** The content of the current tick, collected from its parts. Used on the thread only. */
    private final Map<Long, ConnectionRow> rows = new HashMap<>();

    private final List<ConnectionRow> ended = new ArrayList<>();
    private final List<WarningRow> warnings = new ArrayList<>();
    private final List<EventRow> events = new ArrayList<>();

    /**
     * Creates a feed without TLS; {@link #watch} connects it.
     *
     * @param address the feed's address
     * @param token the content of the server's token file
     */
    public RemoteFeed(InetSocketAddress address, String token) {
        this(address, token, null);
    }

    /**
     * Creates a feed; {@link #watch} connects it.
     *
     * @param address the feed's address
     * @param token the content of the server's token file
     * @param tls the options of a client's end for TLS, or null for a feed without TLS
     */
    public RemoteFeed(InetSocketAddress address, String token, @Nullable TlsOptions tls) {
        this.address = address;
        this.token = token;
        this.tls = tls;
    }

    @Override
    public void watch(FeedViewer value, int ticksPerSecond) {
        viewer = value;
        hz = ticksPerSecond;
        thread.start();
    }

    /** Runs on a separate thread, in blocking style: parsing JSON takes longer than a loop should be occupied. */
    private void run() {
        while (!closed) {
            String why = "the server has closed the connection";
            unanswered = false;
            try {
                converse();
            } catch (InterruptedException ending) {
                return;
            } catch (TimeoutException silent) {
                why = "the server has been silent for " + (unanswered ? FIRST_MESSAGE_MILLIS : SILENCE_MILLIS) / 1000
                        + " s";
                unanswered = false;
            } catch (JsonProcessingException malformed) {
                why = "it does not speak the feed's protocol, or only over TLS";
            } catch (ExecutionException | IOException failure) {
                Throwable cause = failure.getCause() != null ? failure.getCause() : failure;
                why = String.valueOf(cause.getMessage() != null ? cause.getMessage() : cause);
            }
            if (!closed) {
                if (unanswered && earlyCloses++ < MAX_EARLY_CLOSES) {
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(EARLY_CLOSE_DELAY_MILLIS));
                } else {
                    pause(why);
                }
            }
        }
    }

    private void pause(String why) {
        long pause = delayMillis / 2 + ThreadLocalRandom.current().nextLong(delayMillis / 2 + 1);
        delayMillis = Math.min(delayMillis * 2, MAX_DELAY_MILLIS);
        earlyCloses = 0;
        viewer.lost(why, pause);
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(pause));
    }

    private void converse() throws InterruptedException, ExecutionException, TimeoutException, IOException {
        ChannelOptions.Builder options = ChannelOptions.builder()
                .maxFrameLength(FeedJson.MAX_LINE_LENGTH)
                .connectTimeout(Duration.ofSeconds(3));
        if (tls != null) {
            options.tls(tls);
        }
        AsyncChannel open = AsyncChannel.connect(address, options.build()).get();
        unanswered = true;
        rows.clear();
        ended.clear();
        warnings.clear();
        events.clear();
        try {
            send(open, JsonLine.of("hello").put("proto", FeedJson.PROTOCOL).put("token", token));
            send(open, JsonLine.of("watch").put("hz", hz));
            // Not earlier, so that no request of another thread precedes the hello.
            channel = open;
            sendPendingFollows();
            boolean more = true;
            while (more && !closed) {
                long patience = unanswered ? FIRST_MESSAGE_MILLIS : SILENCE_MILLIS;
                String line = open.readLine().get(patience, TimeUnit.MILLISECONDS);
                unanswered &= line == null;
                more = line != null && handle(line);
            }
        } finally {
            channel = null;
            open.abort();
        }
    }

    /** Handles a line of the server; returns false to disconnect for good. */
    private boolean handle(String line) throws IOException {
        ServerMessage message = ServerMessage.read(line);
        switch (message.type()) {
            case "welcome" -> {
                delayMillis = INITIAL_DELAY_MILLIS;
                earlyCloses = 0;
                viewer.connected(message.server() + " " + message.address(), message.control(), message.start());
            }
            case "part" -> part(message);
            case "tick" -> tick(message);
            case "traffic" -> viewer.traffic(message.piece());
            case "error" -> {
                String code = message.code();
                if (code.equals("bad-token") || code.equals("bad-protocol")) {
                    closed = true;
                }
                viewer.refused(code, message.text());
            }
            default -> {
                // Messages of later versions are ignored.
            }
        }
        return !closed;
    }

    private void part(ServerMessage message) {
        for (ConnectionRow row : message.rows()) {
            rows.put(row.id(), row);
        }
        ended.addAll(message.closed());
        warnings.addAll(message.warnings());
        events.addAll(message.events());
    }

    private void tick(ServerMessage message) throws IOException {
        message.gone().forEach(rows::remove);
        List<ConnectionRow> sorted = new ArrayList<>(rows.values());
        sorted.sort(Comparator.comparingLong(ConnectionRow::id));
        FeedSnapshot tick = new FeedSnapshot(
                message.sequence(),
                message.timeMillis(),
                message.totals(),
                sorted,
                List.copyOf(ended),
                List.copyOf(warnings),
                List.copyOf(events),
                message.lines(),
                message.servers());
        ended.clear();
        warnings.clear();
        events.clear();
        viewer.tick(tick);
    }

    private void send(JsonLine request) {
        AsyncChannel open = channel;
        if (open != null) {
            send(open, request);
        }
    }

    private static void send(AsyncChannel open, JsonLine request) {
        // If the connection breaks, the pending read fails as well.
        open.write(request.end()).exceptionally(broken -> null);
    }

    /** Sends the follow requests made while the feed was not connected. */
    private void sendPendingFollows() {
        AsyncChannel open = channel;
        if (open != null) {
            for (Long connection : List.copyOf(pendingFollows)) {
                if (pendingFollows.remove(connection)) {
                    send(open, JsonLine.of("follow").put("connection", connection));
                }
            }
        }
    }

    @Override
    public void follow(long connection) {
        pendingFollows.add(connection);
        sendPendingFollows();
    }

    @Override
    public void unfollow(long connection) {
        pendingFollows.remove(connection);
        send(JsonLine.of("unfollow").put("connection", connection));
    }

    @Override
    public void closeConnection(long connection) {
        send(JsonLine.of("close").put("connection", connection));
    }

    @Override
    public void sendLine(long connection, String line) {
        send(JsonLine.of("send").put("connection", connection).put("line", line));
    }

    @Override
    public void pauseAccepting(boolean paused) {
        pauseAccepting(paused, false);
    }

    @Override
    public void pauseAccepting(boolean paused, boolean keep) {
        send(JsonLine.of("pause").put("paused", paused).put("keep", keep));
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
