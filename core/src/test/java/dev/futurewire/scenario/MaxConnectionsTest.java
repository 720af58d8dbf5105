package dev.futurewire.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.ConnectionHandler;
import dev.futurewire.ServerOptions;
import dev.futurewire.observe.ServerSnapshot;
import dev.futurewire.support.Await;
import dev.futurewire.support.LoopbackServer;
import dev.futurewire.support.TcpPeer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The number of active handlers never exceeds the limit. */
final class MaxConnectionsTest {
    private static final int LIMIT = 3;
    private static final int CLIENTS = 40;

    private final AtomicInteger now = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final ConnectionHandler handler = channel -> {
        most.accumulateAndGet(now.incrementAndGet(), Math::max);
        return EchoLoop.repeating(channel).whenComplete((done, failure) -> now.decrementAndGet());
    };

    private static ServerOptions options(int loops, int limit) {
        return ServerOptions.builder().loops(loops).maxConnections(limit).build();
    }

    @ParameterizedTest(name = "{0} loops, at most {1} connections")
    @CsvSource({"2, 3", "4, 3", "4, 1", "1, 1"})
    void surplusClientsWaitAndAreServedLater(int loops, int limit) throws IOException {
        try (LoopbackServer server = LoopbackServer.with(options(loops, limit), handler)) {
            List<TcpPeer> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                TcpPeer client = server.connect();
                client.send("client " + i + "\n");
                clients.add(client);
            }
            Await.until("the limit is reached", () -> now.get() == limit);
            List<TcpPeer> waiting = new ArrayList<>(clients);
            while (!waiting.isEmpty()) {
                Await.until("a client is served", () -> waiting.stream().anyMatch(MaxConnectionsTest::isServed));
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
            assertEquals(0, server.server().snapshot().refused());
        }
        assertEquals(limit, most.get());
    }

    /** The operating system chooses the loop: a client must not depend on one that has no permit. */
    @Test
    void aServerBelowItsLimitServesTheNextClientAtOnceOnAnyLoop() throws IOException {
        try (LoopbackServer server = LoopbackServer.with(options(4, 1), handler)) {
            for (int i = 0; i < CLIENTS; i++) {
                try (TcpPeer client = server.connect()) {
                    client.send("client " + i + "\n");
                    client.expectPeer("client " + i + "\n");
                    client.eof();
                    client.expectPeerEof();
                }
            }
        }
        assertEquals(1, most.get());
    }

    @Test
    void clientsBeyondTheLimitDoNotCountAndAreClosedWithTheServer() throws IOException {
        List<TcpPeer> clients = new ArrayList<>();
        try (LoopbackServer server = LoopbackServer.with(options(2, LIMIT), handler)) {
            for (int i = 0; i < CLIENTS; i++) {
                TcpPeer client = server.connect();
                client.send("x\n");
                clients.add(client);
            }
            Await.until("the limit is reached", () -> now.get() == LIMIT);
            ServerSnapshot snapshot = server.server().snapshot();
            assertEquals(LIMIT, snapshot.open());
            assertEquals(LIMIT, snapshot.peak());
            assertEquals(LIMIT, snapshot.accepted());
            assertEquals(0, snapshot.refused());
            assertEquals(ServerSnapshot.AcceptState.PAUSED, snapshot.acceptState());
            assertEquals(LIMIT, server.server().connections().size());
            Await.until(
                    "as many are served as the limit allows",
                    () -> clients.stream().filter(MaxConnectionsTest::isServed).count() == LIMIT);
            clients.removeIf(MaxConnectionsTest::isServed);
        }
        for (TcpPeer client : clients) {
            client.expectPeerEnd();
            client.close();
        }
    }

    @ParameterizedTest
    @EnumSource(ServerOptions.Overflow.class)
    void noConnectionIsServedWhileAcceptingIsPaused(ServerOptions.Overflow overflow) throws IOException {
        ServerOptions options = ServerOptions.builder()
                .loops(2)
                .maxConnections(1)
                .overflow(overflow)
                .build();
        try (LoopbackServer server = LoopbackServer.with(options, handler)) {
            for (int i = 0; i < 10; i++) {
                server.server().pauseAccepting(true);
                try (TcpPeer client = server.connect()) {
                    client.send("x\n");
                    client.expectPeerSilent(20);
                    assertEquals(0, server.server().connections().size());
                    server.server().pauseAccepting(false);
                    client.expectPeer("x\n");
                    client.eof();
                    client.expectPeerEof();
                }
                Await.until(
                        "the permit is returned",
                        () -> server.server().connections().isEmpty());
            }
        }
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
            Await.until("a permit is free", () -> server.server().connections().size() < LIMIT);
            try (TcpPeer next = server.connect()) {
                next.send("y\n");
                next.expectPeer("y\n");
            }
            served.forEach(TcpPeer::close);
        }
        assertEquals(LIMIT, most.get());
    }

    @Test
    void aPermitIsReturnedHoweverAConnectionEnds() throws IOException {
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
