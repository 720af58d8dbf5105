package dev.futurewire.server.feed;

import dev.futurewire.server.concurrent.DaemonThreads;
import dev.futurewire.AsyncServer;
import dev.futurewire.ChannelOptions;
import dev.futurewire.ServerOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Serves a hub's feed to viewers: NDJSON over a server of our own, whose connections are not in the list that it shows.
 *
 * <p>Loopback only, and never without the token: what an attacker on the same machine can reach is closed after three seconds
 * or at the first word that is not a hello, and takes no viewer's place; see {@link ViewerAdmission}. Ticks are made on one daemon thread; a viewer that does not read gets its next
 * tick when it has taken the last one, so it costs the server one tick's memory and its service nothing.
 */
public final class FeedServer implements AutoCloseable {
    /** How much one viewer's tick may be: 64 MiB, some 100,000 connections. */
    private static final int LARGEST_TICK = 64 * 1024 * 1024;

    /** How much may wait for all viewers together, by default: a quarter of what may for the connections. */
    static final long DEFAULT_MAX_BUFFERED = Math.max(1, ServerOptions.DEFAULT_MAX_BUFFERED_BYTES / 4);

    private final AsyncServer server;
    private final ScheduledExecutorService ticker;

    private FeedServer(AsyncServer server, ScheduledExecutorService ticker) {
        this.server = server;
        this.ticker = ticker;
    }

    /**
     * Starts serving.
     *
     * @param address where to listen: a loopback address; port 0 takes a free one
     * @param hub what is shown
     * @param token what viewers must know; while it yields null, no viewer is admitted
     * @param allowControl whether viewers may close connections, send lines and pause accepting
     * @param highWaterMark of the watched server's connections, for people
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
     * Starts serving, with a limit for what is held for viewers.
     *
     * @param address where to listen: a loopback address; port 0 takes a free one
     * @param hub what is shown
     * @param token what viewers must know; while it yields null no viewer is admitted
     * @param allowControl whether viewers may close connections, send lines and pause accepting
     * @param highWaterMark of the watched server's connections, for people
     * @param maxBuffered bytes that may wait for all viewers together; beyond it the viewer for whom most waits is closed
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
                    "the feed is not encrypted: it listens on loopback addresses only, not on " + ConnectionRows.text(address));
        }
        // Here, where nobody waits: a JSON library takes its time to start.
        FeedJson.warmUp(new TickBuilder(hub, highWaterMark).tick());
        ScheduledExecutorService ticker = Executors.newSingleThreadScheduledExecutor(DaemonThreads.factory("futurewire-feed"));
        ServerOptions options = ServerOptions.builder()
                .maxConnections(ViewerAdmission.MOST_CONNECTIONS)
                .overflow(ServerOptions.Overflow.REFUSE)
                .loops(1)
                .maxBufferedBytes(maxBuffered)
                .channel(ChannelOptions.builder()
                        .maxFrameLength(FeedJson.LONGEST_REQUEST)
                        .maxQueuedBytes(LARGEST_TICK)
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
     * Where it listens.
     *
     * @return the address with the real port
     */
    public InetSocketAddress address() {
        return server.localAddress();
    }

    /** How many connections it has, those without the token included. */
    int connections() {
        return server.connections().size();
    }

    @Override
    public void close() {
        ticker.shutdownNow();
        server.shutdown(Duration.ofMillis(200)).join();
    }
}
