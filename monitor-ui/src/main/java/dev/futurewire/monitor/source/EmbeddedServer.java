package dev.futurewire.monitor.source;

import dev.futurewire.AsyncServer;
import dev.futurewire.ServerOptions;
import dev.futurewire.feed.FeedSource;
import dev.futurewire.feed.InProcessFeed;
import dev.futurewire.server.service.Service;
import dev.futurewire.server.service.ServiceOptions;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;

/** A server in this process, on a loopback address, with its feed. */
public final class EmbeddedServer implements AutoCloseable {
    private final AsyncServer server;
    private final String name;
    private final boolean otherPort;

    private EmbeddedServer(AsyncServer server, String name, boolean otherPort) {
        this.server = server;
        this.name = name;
        this.otherPort = otherPort;
    }

    /**
     * Starts a server.
     *
     * @param port preferred port; a free one is used if it is taken
     * @param service service to run
     * @param options options of the service
     * @throws IOException if the server cannot listen on any port
     */
    public static EmbeddedServer start(int port, Service service, ServiceOptions options) throws IOException {
        ServerOptions serverOptions =
                ServerOptions.builder().channel(service.channelOptions(options)).build();
        AsyncServer server;
        boolean otherPort = false;
        try {
            server = AsyncServer.listen(at(port), serverOptions, service.handler(options));
        } catch (BindException inUse) {
            server = AsyncServer.listen(at(0), serverOptions, service.handler(options));
            otherPort = true;
        }
        return new EmbeddedServer(server, service.name(), otherPort);
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
        return new InProcessFeed(name, server);
    }

    @Override
    public void close() {
        server.shutdown(Duration.ZERO).join();
    }
}
