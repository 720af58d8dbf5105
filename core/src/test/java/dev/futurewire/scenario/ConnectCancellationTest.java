package dev.futurewire.scenario;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.futurewire.AsyncChannel;
import dev.futurewire.Backoff;
import dev.futurewire.ChannelOptions;
import dev.futurewire.Futures;
import dev.futurewire.ServerOptions;
import dev.futurewire.TaskGroup;
import dev.futurewire.support.Await;
import dev.futurewire.support.LoopbackServer;
import dev.futurewire.support.RaceAligner;
import dev.futurewire.support.Rounds;
import dev.futurewire.support.TestTls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Cancelling a connection attempt closes its socket in every phase; the timeout covers all phases. */
@Tag("alone")
final class ConnectCancellationTest {
    private static final int ROUNDS = Rounds.of(5_000);
    private static final int SERVERS = 8;

    /** How many attempts may be pending at once. */
    private static final int PENDING = 50;

    private static final Duration UNLIMITED = ChannelOptions.UNLIMITED;

    private static ChannelOptions tls(Duration connect, Duration handshake) {
        return ChannelOptions.builder()
                .connectTimeout(connect)
                .tls(TestTls.build(TestTls.client("TLSv1.3").handshakeTimeout(handshake)))
                .build();
    }

    private static ServerSocket listening() throws IOException {
        ServerSocket listening = new ServerSocket(0, 5, InetAddress.getByName("localhost"));
        listening.setSoTimeout((int) Await.PATIENCE.toMillis());
        return listening;
    }

    /** Connects to a peer that accepts and sends nothing, and acts on the attempt during its handshake. */
    private static void inTheHandshake(ChannelOptions options, Consumer<CompletableFuture<AsyncChannel>> act)
            throws IOException {
        try (ServerSocket silent = listening()) {
            CompletableFuture<AsyncChannel> attempt = AsyncChannel.connect(silent.getLocalSocketAddress(), options);
            try (Socket peer = silent.accept()) {
                peer.setSoTimeout((int) Await.PATIENCE.toMillis());
                assertEquals(22, peer.getInputStream().read(), "a ClientHello");
                act.accept(attempt);
                assertEnds(peer);
            }
        }
    }

    private static void assertEnds(Socket peer) throws IOException {
        try {
            while (peer.getInputStream().read() >= 0) {
                // The rest of the ClientHello, or an alert.
            }
        } catch (SocketTimeoutException open) {
            throw new AssertionError("the socket was left open", open);
        } catch (IOException reset) {
            // Closed as well.
        }
    }

    @Test
    void theConnectTimeoutCoversTheHandshake() throws IOException {
        long begun = System.nanoTime();
        inTheHandshake(tls(Duration.ofMillis(300), UNLIMITED), attempt -> {
            assertInstanceOf(SocketTimeoutException.class, Await.failure(attempt));
            assertTrue(System.nanoTime() - begun >= 300_000_000L);
        });
    }

    @Test
    void theHandshakeTimeoutAppliesAsWell() throws IOException {
        inTheHandshake(
                tls(UNLIMITED, Duration.ofMillis(50)),
                attempt -> assertInstanceOf(SocketTimeoutException.class, Await.failure(attempt)));
    }

    @TestFactory
    List<DynamicTest> closesTheSocketDuringTheHandshakeAfter() {
        Map<String, Consumer<CompletableFuture<AsyncChannel>>> ways = new LinkedHashMap<>();
        ways.put("cancelling", attempt -> assertTrue(attempt.cancel(true)));
        ways.put(
                "a timeout",
                attempt ->
                        assertInstanceOf(TimeoutException.class, Await.failure(attempt.orTimeout(20, MILLISECONDS))));
        ways.put("a value in its place", attempt -> attempt.completeOnTimeout(null, 1, MILLISECONDS));
        ways.put("a failure in its place", attempt -> attempt.completeExceptionally(new IOException("of a test")));
        ways.put(
                "cancelling a stage",
                attempt -> attempt.thenCompose(AsyncChannel::readLine).cancel(true));
        ways.put(
                "timing out a stage",
                attempt -> Await.failure(attempt.thenCompose(AsyncChannel::readLine)
                        .thenApply(String::length)
                        .orTimeout(20, MILLISECONDS)));
        List<DynamicTest> tests = new ArrayList<>();
        ways.forEach((name, way) -> tests.add(dynamicTest(name, () -> inTheHandshake(tls(UNLIMITED, UNLIMITED), way))));
        tests.add(dynamicTest("cancelling a retry", () -> {
            AtomicBoolean again = new AtomicBoolean();
            try (ServerSocket silent = listening()) {
                CompletableFuture<AsyncChannel> attempts = Futures.retry(
                        () -> {
                            assertFalse(again.getAndSet(true));
                            return AsyncChannel.connect(silent.getLocalSocketAddress(), tls(UNLIMITED, UNLIMITED));
                        },
                        Backoff.attempts(10));
                try (Socket peer = silent.accept()) {
                    peer.setSoTimeout((int) Await.PATIENCE.toMillis());
                    assertEquals(22, peer.getInputStream().read(), "a ClientHello");
                    assertTrue(attempts.cancel(true), attempts::toString);
                    assertEnds(peer);
                }
            }
        }));
        return tests;
    }

    /** The channel is connected, and the stage is cancelled before its function is called. */
    @TestFactory
    List<DynamicTest> closesAChannelConnectedWhileItsStageIsCancelled() {
        Map<String, Function<CompletableFuture<AsyncChannel>, CompletableFuture<?>>> ways = new LinkedHashMap<>();
        ways.put("thenCompose", attempt -> attempt.thenCompose(channel -> seen()));
        ways.put("thenComposeAsync", attempt -> attempt.thenComposeAsync(channel -> seen(), Runnable::run));
        ways.put("thenApply", attempt -> attempt.thenApply(channel -> seen()));
        ways.put("thenAccept", attempt -> attempt.thenAccept(channel -> seen()));
        ways.put("handle", attempt -> attempt.handle((channel, failure) -> seen()));
        ways.put("whenComplete", attempt -> attempt.whenComplete((channel, failure) -> seen()));
        List<DynamicTest> tests = new ArrayList<>();
        ways.forEach((name, way) -> {
            for (boolean retried : new boolean[] {false, true}) {
                tests.add(dynamicTest(name + (retried ? " of a retry" : ""), () -> {
                    try (ServerSocket listening = listening()) {
                        CompletableFuture<AsyncChannel> connecting =
                                AsyncChannel.connect(listening.getLocalSocketAddress(), tls(UNLIMITED, UNLIMITED));
                        CompletableFuture<AsyncChannel> attempt =
                                retried ? Futures.retry(() -> connecting, Backoff.attempts(1)) : connecting;
                        CompletableFuture<?> stage = way.apply(attempt);
                        // The dependent that was attached last is called first.
                        CompletableFuture<Void> before = attempt.thenRun(() -> assertTrue(stage.cancel(true)));
                        try (Socket socket = listening.accept();
                                javax.net.ssl.SSLSocket peer =
                                        (javax.net.ssl.SSLSocket) TestTls.build(TestTls.server("TLSv1.3"))
                                                .sslContext()
                                                .getSocketFactory()
                                                .createSocket(socket, "localhost", 1, true)) {
                            socket.setSoTimeout((int) Await.PATIENCE.toMillis());
                            peer.setUseClientMode(false);
                            peer.startHandshake();
                            Await.value(before);
                            assertEnds(peer);
                        }
                    }
                }));
            }
        });
        return tests;
    }

    private static CompletableFuture<Object> seen() {
        throw new AssertionError("called with a channel of a cancelled attempt");
    }

    @Test
    void leavesTheChannelToAFunctionThatWasCalledWithIt() throws IOException {
        try (ServerSocket listening = listening()) {
            CompletableFuture<AsyncChannel> attempt = AsyncChannel.connect(listening.getLocalSocketAddress());
            CompletableFuture<AsyncChannel> had = new CompletableFuture<>();
            CompletableFuture<String> line = attempt.thenCompose(channel -> {
                had.complete(channel);
                return channel.readLine();
            });
            try (Socket peer = listening.accept()) {
                AsyncChannel channel = Await.value(had);
                assertTrue(line.cancel(true) || line.isCancelled());
                Await.until(
                        "the read is withdrawn",
                        () -> channel.snapshot().awaiting().isEmpty());
                peer.getOutputStream().write("hello\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
                assertEquals("hello", Await.value(channel.readLine()));
                channel.abort();
            }
        }
    }

    /** The function that is called with a channel closes it when its own stage completes, as programs do. */
    @TestFactory
    List<DynamicTest> noSocketLeaksWhenConnectRacesWithTheCancellationOf() {
        Queue<AsyncChannel> received = new ConcurrentLinkedQueue<>();
        Map<String, Function<CompletableFuture<AsyncChannel>, CompletableFuture<?>>> ways = new LinkedHashMap<>();
        ways.put("thenCompose", attempt -> attempt.thenCompose(ConnectCancellationTest::conversation));
        ways.put("thenComposeAsync", attempt -> attempt.thenComposeAsync(ConnectCancellationTest::conversation));
        ways.put(
                "a retry's thenCompose",
                attempt -> Futures.retry(() -> attempt, Backoff.attempts(1))
                        .thenCompose(ConnectCancellationTest::conversation));
        ways.put(
                "the thenCompose of any",
                attempt -> Futures.any(() -> attempt).thenCompose(ConnectCancellationTest::conversation));
        ways.put(
                "the thenCompose of a group in a timeout",
                attempt -> Futures.timeout(Duration.ofHours(1), () -> TaskGroup.run(group -> attempt))
                        .thenCompose(ConnectCancellationTest::conversation));
        ways.put(
                "the thenCompose of all",
                attempt -> Futures.all(() -> attempt).thenCompose(channels -> conversation(channels.get(0))));
        ways.put("thenAccept", attempt -> attempt.thenAccept(received::add));
        List<DynamicTest> tests = new ArrayList<>();
        ways.forEach((name, way) -> tests.add(dynamicTest(name, () -> race(way, received))));
        return tests;
    }

    private static void race(
            Function<CompletableFuture<AsyncChannel>, CompletableFuture<?>> way, Queue<AsyncChannel> received)
            throws IOException {
        ServerOptions options = ServerOptions.builder().loops(1).build();
        List<LoopbackServer> servers = new ArrayList<>();
        try {
            // Several, so that there are enough local ports.
            for (int i = 0; i < SERVERS; i++) {
                servers.add(LoopbackServer.with(options, channel -> channel.readAll(1)));
            }
            Queue<CompletableFuture<?>> attempts = new ArrayDeque<>();
            RaceAligner aim = new RaceAligner();
            int won = 0;
            for (int i = 0; i < ROUNDS; i++) {
                CompletableFuture<AsyncChannel> attempt =
                        AsyncChannel.connect(servers.get(i % SERVERS).server().localAddress());
                CompletableFuture<?> stage = way.apply(attempt);
                AtomicBoolean early = new AtomicBoolean();
                aim.race(() -> {}, () -> early.set(!attempt.isDone() & stage.cancel(true)));
                aim.won(!early.get());
                won += early.get() ? 1 : 0;
                attempts.add(attempt);
                if (attempts.size() > PENDING) {
                    CompletableFuture<?> oldest = attempts.remove();
                    Await.quickly("the attempt has completed", oldest::isDone);
                }
                abortAll(received);
            }
            assertTrue(won > 0, "some attempts were cancelled after they were connected");
            for (LoopbackServer each : servers) {
                Await.until("no connection is left", () -> {
                    abortAll(received);
                    return each.server().connections().isEmpty();
                });
            }
        } finally {
            servers.forEach(LoopbackServer::close);
        }
    }

    private static void abortAll(Queue<AsyncChannel> received) {
        for (AsyncChannel each = received.poll(); each != null; each = received.poll()) {
            each.abort();
        }
    }

    private static CompletableFuture<String> conversation(AsyncChannel channel) {
        return channel.readLine().whenComplete((line, failure) -> channel.abort());
    }
}
