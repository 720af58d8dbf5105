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

/** A server in the test's own process that remembers why each connection ended, and the warnings. */
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

    /** One loop and these limits. */
    static ServerOptions.Builder oneLoop(ChannelOptions.Builder limits) {
        return ServerOptions.builder().loops(1).channel(limits.build());
    }

    /** One loop and limits that nobody meets. */
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

    /** A client that speaks TLS and trusts anybody. */
    Client connectOverTls() throws IOException {
        TlsOptions anybody =
                TlsOptions.builder().insecureTrustAnyPeer().cachedSessions(0).build();
        return new Client(address(), anybody.sslContext());
    }

    /** The connection of the client at this address, once it has been accepted. */
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

    /** Why the connection of the client at this address ended, once it has. */
    CompletableFuture<CloseReason> reasonOf(SocketAddress client) {
        return reasons.computeIfAbsent(client, key -> new CompletableFuture<>());
    }

    /** How many connections have ended for a reason. */
    long closed(CloseReason reason) {
        return server.snapshot().closed().getOrDefault(reason, 0L);
    }

    /** The warnings so far. */
    Queue<Warning> warnings() {
        return warnings;
    }

    @Override
    public void close() {
        server.shutdown(Duration.ZERO).join();
    }
}
