package dev.futurewire.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.ConnectionHandler;
import dev.futurewire.ServerOptions;
import dev.futurewire.testing.Await;
import dev.futurewire.testing.LoopbackServer;
import dev.futurewire.testing.TcpPeer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** There are never more handlers at work than the limit allows. */
final class MaxConnectionsTest {
    private static final int LIMIT = 3;
    private static final int CLIENTS = 40;

    private final AtomicInteger now = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final ConnectionHandler handler = channel -> {
        most.accumulateAndGet(now.incrementAndGet(), Math::max);
        return EchoLoop.repeating(channel).whenComplete((done, failure) -> now.decrementAndGet());
    };

    @Test
    void surplusClientsWaitAndAreServedLater() throws IOException {
        ServerOptions options =
                ServerOptions.builder().loops(2).maxConnections(LIMIT).build();
        try (LoopbackServer server = LoopbackServer.with(options, handler)) {
            List<TcpPeer> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                TcpPeer client = server.connect();
                client.send("client " + i + "\n");
                clients.add(client);
            }
            Await.until("the limit is reached", () -> now.get() == LIMIT);
            List<TcpPeer> waiting = new ArrayList<>(clients);
            while (!waiting.isEmpty()) {
                Await.until("somebody is served", () -> waiting.stream().anyMatch(MaxConnectionsTest::isServed));
                waiting.removeIf(client -> {
                    if (!isServed(client)) {
                        return false;
                    }
                    client.expectPeer("client " + clients.indexOf(client) + "\n");
                    client.eof();
                    client.expectPeerEof();
                    client.close();
                    return true;
                });
            }
        }
        assertEquals(LIMIT, most.get());
    }

    private static boolean isServed(TcpPeer client) {
        return client.available() > 0;
    }

    @Test
    void surplusClientsCanBeRefused() throws IOException {
        ServerOptions options = ServerOptions.builder()
                .loops(1)
                .maxConnections(LIMIT)
                .overflow(ServerOptions.Overflow.REFUSE)
                .build();
        try (LoopbackServer server = LoopbackServer.with(options, handler)) {
            List<TcpPeer> served = new ArrayList<>();
            for (int i = 0; i < LIMIT; i++) {
                TcpPeer client = server.connect();
                client.send("x\n");
                client.expectPeer("x\n");
                served.add(client);
            }
            for (int i = 0; i < 10; i++) {
                try (TcpPeer refused = server.connect()) {
                    refused.expectPeerEnd();
                }
            }
            served.remove(0).close();
            Await.until("a place is free", () -> server.server().connections().size() < LIMIT);
            try (TcpPeer next = server.connect()) {
                next.send("y\n");
                next.expectPeer("y\n");
            }
            served.forEach(TcpPeer::close);
        }
        assertEquals(LIMIT, most.get());
    }

    @Test
    void aPlaceComesFreeHoweverAConnectionEnds() throws IOException {
        ServerOptions options =
                ServerOptions.builder().loops(1).maxConnections(1).build();
        AtomicInteger served = new AtomicInteger();
        ConnectionHandler failing = channel -> {
            assertTrue(now.incrementAndGet() <= 1);
            channel.closed().thenRun(now::decrementAndGet);
            return switch (served.getAndIncrement() % 4) {
                case 0 -> throw new IllegalStateException("thrown by a test");
                case 1 -> null;
                case 2 -> {
                    channel.abort();
                    yield channel.readLine();
                }
                default -> channel.write("x");
            };
        };
        try (LoopbackServer server = LoopbackServer.with(options, failing)) {
            for (int i = 0; i < 40; i++) {
                try (TcpPeer client = server.connect()) {
                    client.expectPeerEnd();
                }
            }
        }
        assertEquals(40, served.get());
    }
}
