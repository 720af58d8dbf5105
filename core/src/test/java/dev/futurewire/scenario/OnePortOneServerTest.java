package dev.futurewire.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.futurewire.AsyncServer;
import dev.futurewire.ServerOptions;
import dev.futurewire.ShutdownReport;
import dev.futurewire.support.Await;
import dev.futurewire.support.LoopbackServer;
import dev.futurewire.support.PortClaimant;
import dev.futurewire.support.TcpPeer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Only one server can listen on a port, even if two of them start concurrently. */
@Tag("slow")
final class OnePortOneServerTest {
    private static final int ROUNDS = 50;

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, 2, 127.0.0.1, 2",
        "127.0.0.1, 1, 127.0.0.1, 3",
        "0.0.0.0,   2, 127.0.0.1, 2",
        "::,        2, 127.0.0.1, 2",
        "::,        2, ::1,       1",
        "::1,       2, ::1,       2",
        "::,        3, 0.0.0.0,   3",
    })
    void oneOfTwoServersStartedConcurrentlyGetsThePort(String one, int oneLoops, String other, int otherLoops)
            throws Exception {
        assumeTrue(exists(one) && exists(other), "no IPv6 here");
        ExecutorService threads = Executors.newFixedThreadPool(2);
        int started = 0;
        try {
            for (int round = 0; round < ROUNDS; round++) {
                int port = freePort();
                CyclicBarrier barrier = new CyclicBarrier(2);
                List<AsyncServer> owners = owners(
                        threads.submit(starting(barrier, new InetSocketAddress(one, port), oneLoops)),
                        threads.submit(starting(barrier, new InetSocketAddress(other, port), otherLoops)));
                closeAll(owners);
                assertTrue(owners.size() < 2, "two servers own port " + port);
                started += owners.size();
            }
        } finally {
            threads.shutdown();
        }
        // Another program may take a port that was free.
        assertTrue(started >= ROUNDS - 2, "of " + ROUNDS + " rounds only " + started + " had a server");
    }

    @Test
    void oneOfTwoProgramsStartedConcurrentlyGetsThePort() throws Exception {
        int started = 0;
        try (PortClaimant one = new PortClaimant();
                PortClaimant other = new PortClaimant()) {
            for (int round = 0; round < ROUNDS; round++) {
                int port = freePort();
                one.begin(port);
                other.begin(port);
                boolean first = one.owns();
                boolean second = other.owns();
                assertTrue(!first || !second, "two programs own port " + port);
                started += first || second ? 1 : 0;
                one.release();
                other.release();
            }
        }
        assertTrue(started >= ROUNDS - 2, "of " + ROUNDS + " rounds only " + started + " had a server");
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, 127.0.0.1",
        "0.0.0.0, 127.0.0.1",
        "127.0.0.1, 0.0.0.0",
        "::, 127.0.0.1",
        "127.0.0.1, ::",
        "::1, ::",
        "::, ::1"
    })
    void theSecondServerReportsThePortInUse(String first, String second) throws IOException {
        assumeTrue(exists(first) && exists(second), "no IPv6 here");
        for (int loops = 1; loops <= 2; loops++) {
            AsyncServer server = start(new InetSocketAddress(first, 0), loops);
            InetSocketAddress again =
                    new InetSocketAddress(second, server.localAddress().getPort());
            assertThrows(BindException.class, () -> start(again, 1));
            assertThrows(BindException.class, () -> start(again, 2));
            closeAll(List.of(server));
            closeAll(List.of(start(again, 2)));
        }
    }

    @Test
    void serversOnEphemeralPortsNeverShareAPort() throws IOException {
        List<AsyncServer> servers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            servers.add(start(LoopbackServer.anyPort(), 2));
        }
        assertEquals(
                servers.size(),
                servers.stream()
                        .map(server -> server.localAddress().getPort())
                        .distinct()
                        .count());
        closeAll(servers);
    }

    @Test
    void aServerThatClosedItsConnectionsCanBeRestartedAtOnce() throws IOException {
        InetSocketAddress address = LoopbackServer.anyPort();
        for (int i = 0; i < 10; i++) {
            AsyncServer server = AsyncServer.listen(
                    address,
                    ServerOptions.builder().loops(2).build(),
                    // The side that closes first keeps the connection in TIME_WAIT.
                    channel -> channel.write("bye\n"));
            address = server.localAddress();
            try (TcpPeer client = new LoopbackServer(server).connect()) {
                client.expectPeer("bye\n");
                client.expectPeerEof();
            }
            closeAll(List.of(server));
        }
    }

    @Test
    void aServerStartsWhileConnectionsOfThePreviousOneContinue() throws IOException {
        AsyncServer before = start(LoopbackServer.anyPort(), 2);
        try (TcpPeer client = new LoopbackServer(before).connect()) {
            client.send("one\n");
            client.expectPeer("one\n");
            CompletableFuture<ShutdownReport> ending = before.shutdown(Await.PATIENCE);
            AsyncServer after = start(before.localAddress(), 2);
            client.send("two\n");
            client.expectPeer("two\n");
            try (TcpPeer next = new LoopbackServer(after).connect()) {
                next.send("three\n");
                next.expectPeer("three\n");
            }
            client.eof();
            client.expectPeerEof();
            Await.value(ending);
            closeAll(List.of(after));
        }
    }

    @Test
    void everyLoopGetsConnections() throws IOException {
        ServerOptions options = ServerOptions.builder().loops(3).build();
        Set<Thread> loops = ConcurrentHashMap.newKeySet();
        try (LoopbackServer server = LoopbackServer.with(options, channel -> {
            loops.add(Thread.currentThread());
            return channel.write("hello\n");
        })) {
            for (int i = 0; i < 500 && loops.size() < 3; i++) {
                try (TcpPeer client = server.connect()) {
                    client.expectPeer("hello\n");
                }
            }
        }
        // If sockets cannot share a port, one loop serves all connections.
        assertTrue(loops.size() == 3 || !System.getProperty("os.name").equals("Linux"), loops.toString());
    }

    private static Callable<AsyncServer> starting(CyclicBarrier barrier, InetSocketAddress address, int loops) {
        return () -> {
            barrier.await();
            return start(address, loops);
        };
    }

    private static List<AsyncServer> owners(Future<AsyncServer> one, Future<AsyncServer> other) throws Exception {
        List<AsyncServer> owners = new ArrayList<>();
        for (Future<AsyncServer> each : List.of(one, other)) {
            try {
                owners.add(each.get(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS));
            } catch (ExecutionException failed) {
                assertEquals(BindException.class, failed.getCause().getClass());
            }
        }
        return owners;
    }

    private static AsyncServer start(InetSocketAddress address, int loops) throws IOException {
        return AsyncServer.listen(
                address, ServerOptions.builder().loops(loops).spares(0).build(), EchoLoop::repeating);
    }

    private static void closeAll(List<AsyncServer> servers) {
        servers.forEach(server -> Await.value(server.shutdown(Duration.ZERO)));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static boolean exists(String address) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(address, 0));
            return true;
        } catch (IOException none) {
            return false;
        }
    }
}
