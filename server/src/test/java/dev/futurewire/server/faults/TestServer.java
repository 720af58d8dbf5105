package dev.futurewire.server.faults;

import dev.futurewire.AsyncChannel;
import dev.futurewire.AsyncServer;
import dev.futurewire.ChannelOptions;
import dev.futurewire.CloseReason;
import dev.futurewire.ConnectionHandler;
import dev.futurewire.Futures;
import dev.futurewire.ServerOptions;
import dev.futurewire.TlsOptions;
import dev.futurewire.observe.ConnectionListener;
import dev.futurewire.observe.Warning;
import dev.futurewire.server.Client;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A server in the process of the test that records why each connection ended, and the warnings. */
final class TestServer implements AutoCloseable {
    private final AsyncServer server;
    private final Map<SocketAddress, CompletableFuture<CloseReason>> reasons = new ConcurrentHashMap<>();
    private final Queue<Warning> warnings = new ConcurrentLinkedQueue<>();

    private final ConnectionListener listener = new ConnectionListener() {
        @Override
        public void warning(Warning warning) {
            warnings.add(warning);
        }

        @Override
        public void closed(AsyncChannel channel, CloseReason reason) {
            reasonOf(channel.remoteAddress()).complete(reason);
        }
    };

    /** Listens on a free port of the loopback interface. */
    TestServer(ServerOptions.Builder options, ConnectionHandler handler) throws IOException {
        server = AsyncServer.listen(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                options.listener(listener).build(),
                handler);
    }

    /** Returns options with one loop and these limits. */
    static ServerOptions.Builder oneLoop(ChannelOptions.Builder limits) {
        return ServerOptions.builder().loops(1).channel(limits.build());
    }

    /** Returns options with one loop and the default limits. */
    static ServerOptions.Builder oneLoop() {
        return oneLoop(ChannelOptions.builder());
    }

    /** Sends every line back. */
    static CompletableFuture<Void> echo(AsyncChannel channel) {
        return Futures.repeatWhile(() -> channel.readLine()
                .thenCompose(line -> line == null
                        ? CompletableFuture.completedFuture(false)
                        : channel.write(line + "\n").thenApply(done -> true)));
    }

    AsyncServer server() {
        return server;
    }

    InetSocketAddress address() {
        return server.localAddress();
    }

    Client connect() throws IOException {
        return new Client(address());
    }

    /** Connects a client over TLS that trusts any certificate. */
    Client connectOverTls() throws IOException {
        TlsOptions trusting =
                TlsOptions.builder().insecureTrustAnyPeer().cachedSessions(0).build();
        return new Client(address(), trusting.sslContext());
    }

    /** Returns the connection of the client at this address, once it has been accepted. */
    AsyncChannel channel(SocketAddress client) throws Exception {
        AsyncChannel[] found = new AsyncChannel[1];
        Eventually.until("accepted " + client, () -> {
            for (AsyncChannel channel : server.connections()) {
                if (channel.remoteAddress().equals(client)) {
                    found[0] = channel;
                }
            }
            return found[0] != null;
        });
        return found[0];
    }

    /** Completes with the reason for which the connection of the client at this address ended. */
    CompletableFuture<CloseReason> reasonOf(SocketAddress client) {
        return reasons.computeIfAbsent(client, key -> new CompletableFuture<>());
    }

    /** Returns the number of connections that have ended for a reason. */
    long closed(CloseReason reason) {
        return server.snapshot().closed().getOrDefault(reason, 0L);
    }

    /** Returns the warnings so far. */
    Queue<Warning> warnings() {
        return warnings;
    }

    @Override
    public void close() {
        server.shutdown(Duration.ZERO).join();
    }
}
