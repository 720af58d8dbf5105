package dev.futurewire.monitor.source;

import dev.futurewire.AsyncServer;
import dev.futurewire.ChannelOptions;
import dev.futurewire.ConnectionHandler;
import dev.futurewire.ServerOptions;
import dev.futurewire.feed.FeedSource;
import dev.futurewire.feed.InProcessFeed;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;

/** A server in this process, on a loopback address, with its feed. */
public final class EmbeddedServer implements AutoCloseable {
    private final AsyncServer server;
    private final InProcessFeed feed;
    private final boolean otherPort;

    private EmbeddedServer(AsyncServer server, String name, boolean otherPort) {
        this.server = server;
        this.otherPort = otherPort;
        feed = new InProcessFeed(name, server);
    }

    /**
     * Starts an echo server.
     *
     * @param port preferred port; a free one is used if it is taken
     * @throws IOException if the server cannot listen on any port
     */
    public static EmbeddedServer echo(int port) throws IOException {
        return start(port, "echo", new EchoService());
    }

    /**
     * Starts a server.
     *
     * @param port preferred port; a free one is used if it is taken
     * @param name name of the server
     * @param handler handles each connection
     * @throws IOException if the server cannot listen on any port
     */
    static EmbeddedServer start(int port, String name, ConnectionHandler handler) throws IOException {
        // One byte more than the longest line: a CR before the LF.
        ServerOptions options = ServerOptions.builder()
                .channel(ChannelOptions.builder()
                        .maxFrameLength(ChannelOptions.DEFAULT_MAX_FRAME_LENGTH + 1)
                        .minInputRate(0)
                        .build())
                .build();
        try {
            return new EmbeddedServer(AsyncServer.listen(at(port), options, handler), name, false);
        } catch (BindException inUse) {
            return new EmbeddedServer(AsyncServer.listen(at(0), options, handler), name, true);
        }
    }

    private static InetSocketAddress at(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /** Returns the address the server listens on. */
    public InetSocketAddress address() {
        return server.localAddress();
    }

    /** Returns whether the preferred port was taken. */
    public boolean otherPort() {
        return otherPort;
    }

    /** Opens a feed of the server. */
    public FeedSource feed() {
        return feed.another();
    }

    @Override
    public void close() {
        feed.close();
        server.shutdown(Duration.ZERO).join();
    }
}
