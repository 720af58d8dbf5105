package dev.futurewire.server.feed;

import dev.futurewire.AsyncServer;
import dev.futurewire.ChannelOptions;
import dev.futurewire.ServerOptions;
import dev.futurewire.server.concurrent.DaemonThreads;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Serves a hub's feed to viewers as newline-delimited JSON, over a separate server whose own connections are not part of the
 * feed.
 *
 * <p>The feed listens on loopback addresses only and requires the token. An unauthenticated connection is closed after three
 * seconds, or if its first line is not a valid hello, and never displaces a viewer; see {@link ViewerAdmission}. Ticks are
 * created on one daemon thread. A viewer that reads slowly gets its next tick only after it has received the previous one, so
 * it costs the memory of one tick and does not slow the server down.
 */
public final class FeedServer implements AutoCloseable {
    /** The maximum size of a tick: 64 MiB, which suffices for some 100,000 connections. */
    private static final int MAX_TICK_BYTES = 64 * 1024 * 1024;

    /** The default limit for data queued for all viewers: a quarter of the limit for connections. */
    static final long DEFAULT_MAX_BUFFERED = Math.max(1, ServerOptions.DEFAULT_MAX_BUFFERED_BYTES / 4);

    private final AsyncServer server;
    private final ScheduledExecutorService ticker;

    private FeedServer(AsyncServer server, ScheduledExecutorService ticker) {
        this.server = server;
        this.ticker = ticker;
    }

    /**
     * Starts serving with the default limit for queued data. *
     * @param address where to listen: a loopback address; port 0 takes a free one
     * @param hub the hub to serve
     * @param token supplies the token that viewers must show; while it supplies null, no viewer is admitted
     * @param allowControl whether viewers may close connections, send lines and pause accepting
     * @param highWaterMark the high-water mark of the server's connections, for display
     * @return the feed, listening
     * @throws IOException if it cannot listen there
     * @throws IllegalArgumentException for an address that is not loopback: the feed has no encryption
     */
    public static FeedServer start(
            InetSocketAddress address,
            FeedHub hub,
            Supplier<? extends @Nullable FeedToken> token,
            boolean allowControl,
            int highWaterMark)
            throws IOException {
        return start(address, hub, token, allowControl, highWaterMark, DEFAULT_MAX_BUFFERED);
    }

    /**
     * Starts serving.
     *
     * @param address where to listen: a loopback address; port 0 takes a free one
     * @param hub the hub to serve
     * @param token supplies the token that viewers must show; while it supplies null, no viewer is admitted
     * @param allowControl whether viewers may close connections, send lines and pause accepting
     * @param highWaterMark the high-water mark of the server's connections, for display
     * @param maxBuffered the maximum number of bytes queued for all viewers together; beyond it the viewer with the longest
     *     queue is closed
     * @return the feed, listening
     * @throws IOException if it cannot listen there
     * @throws IllegalArgumentException for an address that is not loopback: the feed has no encryption
     */
    public static FeedServer start(
            InetSocketAddress address,
            FeedHub hub,
            Supplier<? extends @Nullable FeedToken> token,
            boolean allowControl,
            int highWaterMark,
            long maxBuffered)
            throws IOException {
        if (!address.getAddress().isLoopbackAddress()) {
            throw new IllegalArgumentException(
                    "the feed is not encrypted: it listens on loopback addresses only, not on "
                            + ConnectionRows.text(address));
        }
        // Initializes the JSON library here, where no viewer waits for it.
        FeedJson.warmUp(new TickBuilder(hub, highWaterMark).tick());
        ScheduledExecutorService ticker =
                Executors.newSingleThreadScheduledExecutor(DaemonThreads.factory("futurewire-feed"));
        ServerOptions options = ServerOptions.builder()
                .maxConnections(ViewerAdmission.MAX_CONNECTIONS)
                .overflow(ServerOptions.Overflow.REFUSE)
                .loops(1)
                .maxBufferedBytes(maxBuffered)
                .channel(ChannelOptions.builder()
                        .maxFrameLength(FeedJson.MAX_REQUEST_LENGTH)
                        .maxQueuedBytes(MAX_TICK_BYTES)
                        .writeTimeout(Duration.ofSeconds(30))
                        .build())
                .build();
        ViewerAdmission admission = new ViewerAdmission();
        try {
            return new FeedServer(
                    AsyncServer.listen(
                            address,
                            options,
                            channel -> new FeedSession(
                                            channel, admission, hub, token, allowControl, highWaterMark, ticker)
                                    .converse()),
                    ticker);
        } catch (IOException | RuntimeException failure) {
            ticker.shutdownNow();
            throw failure;
        }
    }

    /**
     * Returns the address the feed listens on.
     *
     * @return the address with the actual port
     */
    public InetSocketAddress address() {
        return server.localAddress();
    }

    /** Returns the number of connections, including unauthenticated ones. */
    int connections() {
        return server.connections().size();
    }

    @Override
    public void close() {
        ticker.shutdownNow();
        server.shutdown(Duration.ofMillis(200)).join();
    }
}
