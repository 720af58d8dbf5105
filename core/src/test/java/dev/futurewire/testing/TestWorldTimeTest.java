package dev.futurewire.testing;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.AsyncChannel;
import dev.futurewire.AsyncQueue;
import dev.futurewire.AsyncSemaphore;
import dev.futurewire.Backoff;
import dev.futurewire.ChannelOptions;
import dev.futurewire.CloseReason;
import dev.futurewire.ConnectionHandler;
import dev.futurewire.Futures;
import dev.futurewire.QueueClosedException;
import dev.futurewire.TaskGroup;
import dev.futurewire.observe.TraceRecorder;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Composition in a {@link TestWorld}: virtual time, several connections, connections of handlers, and what remains at the end. */
class TestWorldTimeTest {
    private static final SocketAddress BACKEND = InetSocketAddress.createUnresolved("backend.example", 5432);
    private static final ConnectionHandler ECHO = channel -> channel.forEachLine(line -> channel.write(line + "\n"));

    @Test
    void delayTimeoutAndRepeatEveryUseVirtualTimeInTheTest() throws Exception {
        try (TestWorld world = TestWorld.start()) {
            world.await(Futures.delay(Duration.ofDays(3)));
            assertEquals(Duration.ofDays(3), world.elapsed());
            assertThrows(
                    TimeoutException.class,
                    () -> world.await(Futures.timeout(Duration.ofHours(1), () -> new CompletableFuture<String>())));
            assertEquals(Duration.ofDays(3).plusHours(1), world.elapsed());
            int[] beats = new int[1];
            world.await(Futures.repeatEvery(
                    Duration.ofMinutes(1), () -> CompletableFuture.completedFuture(++beats[0] < 61)));
            assertEquals(Duration.ofDays(3).plusHours(2), world.elapsed());
        }
    }

    @Test
    void delayTimeoutAndRepeatEveryUseVirtualTimeInAHandler() throws Exception {
        try (TestWorld world = TestWorld.start()) {
            AsyncChannel client = world.connect(channel -> Futures.delay(Duration.ofHours(1))
                    .thenCompose(done -> Futures.timeout(Duration.ofHours(1), channel::readLine))
                    .exceptionallyCompose(late -> Futures.repeatEvery(
                                    Duration.ofHours(1),
                                    () -> channel.write(world.elapsed().toHours() + "\n")
                                            .thenApply(done -> true))
                            .thenApply(done -> "")));
            for (int hour = 2; hour < 100; hour++) {
                assertEquals(String.valueOf(hour), world.await(client.readLine()));
                assertEquals(Duration.ofHours(hour), world.elapsed());
            }
        }
    }

    @Test
    void retryPausesInVirtualTimeWithTheSamePausesInEachRun() throws Exception {
        Set<List<Duration>> runs = new HashSet<>();
        for (int run = 0; run < 3; run++) {
            runs.add(attempts(null));
        }
        assertEquals(1, runs.size());
        assertEquals(attempts(5L), attempts(5L));
        assertNotEquals(attempts(5L), attempts(6L));
    }

    /** When the attempts of a retry began. */
    private static List<Duration> attempts(Long seed) throws Exception {
        try (TestWorld world = seed == null ? TestWorld.start() : TestWorld.start(seed)) {
            List<Duration> attempts = new ArrayList<>();
            world.await(Futures.retry(
                    () -> {
                        attempts.add(world.elapsed());
                        return attempts.size() < 10
                                ? CompletableFuture.failedFuture(new IOException("not yet"))
                                : CompletableFuture.completedFuture("connected");
                    },
                    Backoff.attempts(10)));
            assertEquals(10, attempts.size());
            assertTrue(world.elapsed().toSeconds() > 20, world.toString());
            return attempts;
        }
    }

    @Test
    void optionsOfTheHandlerUseVirtualTime() throws Exception {
        ChannelOptions options = ChannelOptions.builder()
                .frameTimeout(Duration.ofSeconds(5))
                .idleTimeout(Duration.ofHours(3))
                .build();
        try (TestWorld world = TestWorld.start()) {
            AsyncChannel partial = world.connect(ECHO, options);
            AsyncChannel idle = world.connect(ECHO, options);
            partial.write("half a li");
            world.advance(Duration.ofSeconds(5));
            assertEquals(
                    CloseReason.FRAME_TIMEOUT,
                    world.accepted(partial).snapshot().closeReason());
            world.advance(Duration.ofHours(3).minusSeconds(5));
            assertEquals(
                    CloseReason.IDLE_TIMEOUT, world.accepted(idle).snapshot().closeReason());
        }
    }

    @Test
    void futuresOfTheTestExpireInVirtualTime() {
        try (TestWorld world = TestWorld.start()) {
            AsyncChannel client = world.connect(channel -> channel.closed());
            assertThrows(
                    TimeoutException.class, () -> world.await(client.readLine().orTimeout(90, SECONDS)));
            assertEquals(Duration.ofSeconds(90), world.elapsed());
        }
    }

    @Test
    void linesGoFromOneHandlerToAnotherThroughAQueue() throws Exception {
        AsyncQueue<String> queue = new AsyncQueue<>(2);
        ConnectionHandler producer = channel -> channel.forEachLine(queue::put).thenRun(queue::close);
        ConnectionHandler consumer = channel -> Futures.repeatWhile(() -> queue.take()
                        .thenCompose(line -> channel.write(line + "\n"))
                        .thenApply(done -> true))
                .exceptionally(ended -> {
                    assertEquals(QueueClosedException.class, ended.getClass());
                    return null;
                });
        try (TestWorld world = TestWorld.start()) {
            AsyncChannel in = world.connect(producer);
            AsyncChannel out = world.connect(consumer);
            for (int i = 0; i < 100; i++) {
                in.write(i + "\n");
            }
            in.shutdownOutput();
            for (int i = 0; i < 100; i++) {
                assertEquals(String.valueOf(i), world.await(out.readLine()));
            }
            assertEquals(null, world.await(out.readLine()));
        }
    }

    @Test
    void semaphoresAndTaskGroupsWorkAcrossConnections() throws Exception {
        AsyncSemaphore one = new AsyncSemaphore(1);
        int[] inside = new int[2];
        ConnectionHandler handler = channel -> TaskGroup.run(group -> {
            for (int i = 0; i < 3; i++) {
                group.start(
                        "task " + i,
                        () -> one.with(() -> {
                            inside[1] = Math.max(inside[1], ++inside[0]);
                            return Futures.delay(Duration.ofSeconds(1)).thenRun(() -> inside[0]--);
                        }));
            }
            return CompletableFuture.completedFuture(null);
        });
        try (TestWorld world = TestWorld.start()) {
            List<AsyncChannel> clients = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                clients.add(world.connect(handler));
            }
            for (AsyncChannel client : clients) {
                assertEquals(null, world.await(client.readLine()));
            }
            assertEquals(Duration.ofSeconds(15), world.elapsed());
            assertEquals(1, inside[1]);
        }
    }

    @Test
    void aHandlerThatConnectsReachesTheHandlerThatListens() throws Exception {
        try (TestWorld world = TestWorld.start()) {
            world.listen(BACKEND, ECHO, ChannelOptions.defaults(), Chunking.everyByte());
            ConnectionHandler proxy = channel -> AsyncChannel.connect(
                    BACKEND,
                    ChannelOptions.defaults(),
                    backend -> channel.forEachLine(line -> backend.write(line + "\n")
                            .thenCompose(done -> backend.readLine())
                            .thenCompose(answer -> channel.write("backend: " + answer + "\n"))));
            AsyncChannel client = world.connect(proxy);
            client.write("one\ntwo\n");
            assertEquals("backend: one", world.await(client.readLine()));
            assertEquals("backend: two", world.await(client.readLine()));
            assertEquals(2, world.connections().size());
            client.close();
            world.advance(Duration.ofSeconds(10));
            assertEquals(0, world.connections().size());
        }
    }

    @Test
    void connectionsToOtherAddressesAreRefused() throws Exception {
        try (TestWorld world = TestWorld.start()) {
            ConnectException refused =
                    assertThrows(ConnectException.class, () -> world.await(AsyncChannel.connect(BACKEND)));
            assertTrue(refused.getMessage().contains("TestWorld.listen"), refused.getMessage());
            world.listen(BACKEND, ECHO);
            assertThrows(IllegalStateException.class, () -> world.listen(BACKEND, ECHO));
            AsyncChannel connected = world.await(AsyncChannel.connect(BACKEND));
            connected.write("x\n");
            assertEquals("x", world.await(connected.readLine()));
            world.stopListening(BACKEND);
            assertThrows(ConnectException.class, () -> world.await(AsyncChannel.connect(BACKEND)));
            connected.write("y\n");
            assertEquals("y", world.await(connected.readLine()));
        }
    }

    @Test
    void retryReachesABackendThatStartsLater() throws Exception {
        try (TestWorld world = TestWorld.start()) {
            Futures.delay(Duration.ofSeconds(20)).thenRun(() -> world.listen(BACKEND, ECHO));
            AsyncChannel connected =
                    world.await(Futures.retry(() -> AsyncChannel.connect(BACKEND), Backoff.attempts(20)));
            assertTrue(world.elapsed().toSeconds() >= 20, world.toString());
            connected.write("x\n");
            assertEquals("x", world.await(connected.readLine()));
        }
    }

    @Test
    void aConnectionAttemptThatIsCancelledLeavesNoConnection() {
        try (TestWorld world = TestWorld.start()) {
            world.listen(BACKEND, ECHO);
            CompletableFuture<AsyncChannel> attempt = AsyncChannel.connect(BACKEND);
            attempt.cancel(false);
            world.run();
            assertEquals(List.of(), world.connections());
        }
    }

    @Test
    void tlsToABackendIsRefused() throws Exception {
        ChannelOptions secure = ChannelOptions.builder()
                .tls(dev.futurewire.TlsOptions.builder().build())
                .build();
        try (TestWorld world = TestWorld.start()) {
            world.listen(BACKEND, ECHO);
            assertThrows(UnsupportedOperationException.class, () -> world.await(AsyncChannel.connect(BACKEND, secure)));
        }
    }

    @Test
    void filesAreReadAndWrittenOnTheThreadOfTheWorld(@TempDir Path folder) throws Exception {
        Path source = Files.writeString(folder.resolve("source"), "x".repeat(200_000));
        try (FileChannel from = FileChannel.open(source);
                FileChannel to = FileChannel.open(
                        folder.resolve("copy"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                TestWorld world = TestWorld.start()) {
            AsyncChannel client = world.connect(channel -> channel.writeFrom(from, 0, Long.MAX_VALUE));
            assertEquals(200_000L, world.await(client.readTo(to, 0, Long.MAX_VALUE)));
        }
        assertEquals(-1, Files.mismatch(source, folder.resolve("copy")));
    }

    @Test
    void handlersSeeTheBeginningOfAShutdown() throws Exception {
        try (TestWorld world = TestWorld.start()) {
            AsyncChannel client =
                    world.connect(channel -> channel.stopping().thenCompose(done -> channel.write("goodbye\n")));
            world.run();
            world.beginShutdown();
            assertEquals("goodbye", world.await(client.readLine()));
            AsyncChannel later = world.connect(channel -> channel.stopping());
            assertEquals(null, world.await(later.readLine()));
        }
    }

    /** What each of several clients gets from a handler that serves the first lines that arrive. */
    private static String trace(Long seed) throws Exception {
        TraceRecorder recorder = TraceRecorder.create();
        ChannelOptions options = ChannelOptions.builder().listener(recorder).build();
        List<String> order = new ArrayList<>();
        StringBuilder traces = new StringBuilder();
        try (TestWorld world = seed == null ? TestWorld.start() : TestWorld.start(seed)) {
            ConnectionHandler handler = channel -> channel.forEachLine(line -> {
                order.add(channel.id() + line);
                return Futures.delay(Duration.ofMillis(line.length())).thenCompose(done -> channel.write(line + "\n"));
            });
            List<AsyncChannel> clients = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                clients.add(world.connect(handler, options, Chunking.random(i)));
            }
            for (AsyncChannel client : clients) {
                client.write("a\nbb\nccc\n");
            }
            world.advance(Duration.ofSeconds(1));
            for (AsyncChannel client : clients) {
                AsyncChannel end = world.accepted(client);
                recorder.trace(end.id())
                        .orElseThrow()
                        .events()
                        .forEach(event -> traces.append(event.at())
                                .append(event.kind())
                                .append(new String(event.bytes()))
                                .append(event.text()));
                traces.append(end).append('\n');
            }
        }
        return order + "\n" + traces;
    }

    @Test
    void theSameSeedGivesTheSameTrace() throws Exception {
        assertEquals(trace(null), trace(null));
        Set<String> traces = new HashSet<>();
        for (long seed = 0; seed < 20; seed++) {
            String trace = trace(seed);
            assertEquals(trace, trace(seed));
            traces.add(trace);
        }
        assertTrue(traces.size() > 10, traces.size() + " different traces");
    }

    @Test
    void someSeedFindsAnOrderThatBreaksAHandler() throws Exception {
        // Relies on the first client's line to arrive first.
        int broken = 0;
        for (long seed = 0; seed < 50; seed++) {
            List<Long> order = new ArrayList<>();
            try (TestWorld world = TestWorld.start(seed)) {
                ConnectionHandler handler = channel -> channel.forEachLine(line -> {
                    order.add(channel.id());
                    return CompletableFuture.completedFuture(null);
                });
                AsyncChannel first = world.connect(handler);
                AsyncChannel second = world.connect(handler);
                first.write("x\n");
                second.write("x\n");
                world.run();
            }
            if (!order.equals(List.of(2L, 4L))) {
                broken++;
            }
        }
        assertTrue(broken > 5 && broken < 45, broken + " of 50");
    }

    @Test
    void closeCancelsWhatWaitsForTheClock() {
        TestWorld world = TestWorld.start();
        CompletableFuture<Void> delay = Futures.delay(Duration.ofHours(1));
        CompletableFuture<Void> beats =
                Futures.repeatEvery(Duration.ofHours(1), () -> CompletableFuture.completedFuture(true));
        CompletableFuture<String> attempts =
                Futures.retry(() -> CompletableFuture.failedFuture(new IOException("not yet")), Backoff.attempts(10));
        CompletableFuture<String> limited = Futures.timeout(Duration.ofHours(1), () -> new CompletableFuture<String>());
        AsyncChannel client = world.connect(channel -> channel.closed());
        CompletableFuture<String> line = client.readLine();
        CompletableFuture<CloseReason> closed = world.accepted(client).closed();
        List<String> thread = new ArrayList<>();
        delay.whenComplete((value, failure) -> thread.add(Thread.currentThread().getName()));
        world.run();
        world.close();
        for (CompletableFuture<?> each : List.of(delay, beats, attempts, limited)) {
            assertThrows(CancellationException.class, each::join);
        }
        assertTrue(line.isCompletedExceptionally());
        assertEquals(CloseReason.ABORTED, closed.getNow(null));
        assertEquals(List.of(Thread.currentThread().getName()), thread);
    }

    @Test
    void afterTheEndTheThreadHasTheClockOfTheProcessAgain() throws Exception {
        TestWorld.start().close();
        Futures.delay(Duration.ofMillis(1)).get(10, SECONDS);
    }

    @Test
    void aHandlerThatGoesOnAfterTheEndOfItsConnectionEndsWithTheWorld() {
        int[] steps = new int[1];
        TestWorld world = TestWorld.start();
        world.connect(channel -> Futures.repeatEvery(Duration.ofSeconds(1), () -> {
            steps[0]++;
            return CompletableFuture.completedFuture(true);
        }));
        world.advance(Duration.ofSeconds(5));
        world.close();
        assertEquals(6, steps[0]);
    }

    @Test
    @Tag("alone")
    void aThousandWorldsLeaveNoThread() {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        assertTimeoutPreemptively(Duration.ofSeconds(30), () -> {
            for (int i = 0; i < 1_000; i++) {
                try (TestWorld world = TestWorld.start(i)) {
                    AsyncChannel client = world.connect(
                            channel -> Futures.repeatWhile(() -> channel.readLine()
                                    .orTimeout(10, SECONDS)
                                    .thenCompose(line -> channel.write(line + "\n"))
                                    .thenApply(done -> true)),
                            Chunking.everyByte());
                    client.write("hello\n");
                    assertEquals("hello", world.await(client.readLine()));
                    world.advance(Duration.ofSeconds(10));
                    assertEquals(null, world.await(client.readLine()));
                    assertEquals(
                            CloseReason.TIMEOUT,
                            world.await(world.accepted(client).closed()));
                }
            }
        });
        Set<Thread> after = new HashSet<>(Thread.getAllStackTraces().keySet());
        after.removeAll(before);
        after.removeIf(thread -> !thread.getName().startsWith("futurewire"));
        assertEquals(Set.of(), after);
    }
}
