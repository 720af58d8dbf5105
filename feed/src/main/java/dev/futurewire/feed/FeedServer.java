package dev.futurewire.feed;

import dev.futurewire.AsyncServer;
import dev.futurewire.ChannelOptions;
import dev.futurewire.ServerOptions;
import dev.futurewire.TlsOptions;
import dev.futurewire.feed.concurrent.DaemonThreads;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Serves a feed to viewers as newline-delimited JSON, over a separate server whose own connections are not part of the feed.
 *
 * <p>The feed requires the token, and TLS at addresses other than loopback. An unauthenticated connection is closed three seconds
 * after its TLS handshake, if there is one, or if its first line is not a valid hello, and never displaces a viewer; see {@link
 * ViewerAdmission}. Ticks are created on one daemon thread. A viewer that reads slowly gets its next tick only after it has
 * received the previous one, so it costs the memory of one tick and does not slow the server down.
 */
final class FeedServer implements AutoCloseable {
    /** The maximum size of a tick: 64 MiB, which suffices for some 100,000 connections. */
    private static final int MAX_TICK_BYTES = 64 * 1024 * 1024;

    /** The default limit for data queued for all viewers: a quarter of the limit for connections. */
    static final long DEFAULT_MAX_BUFFERED = Math.max(1, ServerOptions.DEFAULT_MAX_BUFFERED_BYTES / 4);

    /** How long viewers may take to receive what is queued when the feed is closed. */
    private static final Duration GRACE = Duration.ofMillis(200);

    private static final long TICKER_ENDS_SECONDS = 5;

    private final AsyncServer server;
    private final ScheduledExecutorService ticker;

    private FeedServer(AsyncServer server, ScheduledExecutorService ticker) {
        this.server = server;
        this.ticker = ticker;
        FeedAddresses.opened(server.localAddress());
    }

    /**
     * Starts serving.
     *
     * @param address where to listen; port 0 takes a free one
     * @param tls the options of the server's end for TLS, or null for plaintext
     * @param hubs the content of the feed
     * @param token supplies the token that viewers must show; while it supplies null, no viewer is admitted
     * @param allowControl whether viewers may close connections, send lines and pause accepting
     * @param maxBuffered the maximum number of bytes queued for all viewers together; beyond it the viewer with the longest
     *     queue is closed
     * @return the feed, listening
     * @throws IOException if it cannot listen there
     * @throws IllegalArgumentException for an address that is not loopback without TLS
     */
    static FeedServer start(
            InetSocketAddress address,
            @Nullable TlsOptions tls,
            FeedHubs hubs,
            Supplier<? extends @Nullable FeedToken> token,
            boolean allowControl,
            long maxBuffered)
            throws IOException {
        check(address, tls);
        // Initializes the JSON library here, where no viewer waits for it.
        FeedJson.warmUp(new TickBuilder(hubs).tick());
        ViewerAdmission admission = new ViewerAdmission();
        ServerOptions.Builder options = ServerOptions.builder()
                .maxConnections(ViewerAdmission.MAX_CONNECTIONS)
                .overflow(ServerOptions.Overflow.REFUSE)
                .loops(1)
                .listener(admission)
                .shutdownGrace(GRACE)
                .maxBufferedBytes(maxBuffered)
                .channel(ChannelOptions.builder()
                        .maxFrameLength(FeedJson.MAX_REQUEST_LENGTH)
                        .maxQueuedBytes(MAX_TICK_BYTES)
                        .writeTimeout(Duration.ofSeconds(30))
                        .build());
        if (tls != null) {
            options.tls(tls);
        }
        ScheduledExecutorService ticker =
                Executors.newSingleThreadScheduledExecutor(DaemonThreads.factory("futurewire-feed"));
        try {
            return new FeedServer(
                    AsyncServer.listen(
                            address,
                            options.build(),
                            channel ->
                                    new FeedSession(channel, admission, hubs, token, allowControl, ticker).converse()),
                    ticker);
        } catch (IOException | RuntimeException failure) {
            ticker.shutdownNow();
            throw failure;
        }
    }

    /** Rejects addresses that need TLS or cannot be listened on. */
    static void check(InetSocketAddress address, @Nullable TlsOptions tls) {
        if (address.isUnresolved()) {
            throw new IllegalArgumentException("unknown host '" + address.getHostString() + "'");
        }
        if (tls != null && tls.certificates().isEmpty()) {
            throw new IllegalArgumentException("a feed over TLS needs a certificate");
        }
        if (tls == null && !address.getAddress().isLoopbackAddress()) {
            throw new IllegalArgumentException(
                    "without TLS, the feed is not encrypted and listens on loopback addresses only, not on "
                            + ConnectionRows.text(address));
        }
    }

    /** Returns the address that the feed listens on, with the actual port. */
    InetSocketAddress address() {
        return server.localAddress();
    }

    /** Returns the number of connections, including unauthenticated ones. */
    int connections() {
        return server.connections().size();
    }

    /** Closes all connections and the port, and ends the feed's threads. */
    @Override
    public void close() {
        ticker.shutdownNow();
        server.close();
        FeedAddresses.closed(server.localAddress());
        try {
            ticker.awaitTermination(TICKER_ENDS_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
