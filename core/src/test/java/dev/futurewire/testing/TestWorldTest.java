package dev.futurewire.testing;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.AsyncChannel;
import dev.futurewire.ChannelOptions;
import dev.futurewire.CloseReason;
import dev.futurewire.ConnectionHandler;
import dev.futurewire.Futures;
import dev.futurewire.observe.Connections;
import dev.futurewire.observe.Warning;
import dev.futurewire.support.StageKind;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The rules of {@link TestWorld}: what runs when, time, the peer's behavior, the end of a world. */
class TestWorldTest {
    private static final ConnectionHandler ECHO = channel -> channel.forEachLine(line -> channel.write(line + "\n"));

    /** The handler of the documentation: echoes lines, and ends after ten seconds of silence. */
    private final ConnectionHandler handler = channel -> Futures.repeatWhile(() -> channel.readLine()
            .orTimeout(10, SECONDS)
            .thenCompose(line -> line == null
                    ? CompletableFuture.completedFuture(false)
                    : channel.write(line + "\n").thenApply(done -> true)));

    @Test
    void theExampleOfTheDocumentation() throws Exception {
        try (TestWorld world = TestWorld.start()) {
            AsyncChannel client = world.connect(handler);
            client.write("hello\n");
            assertEquals("hello", world.await(client.readLine()));
            world.advance(Duration.ofSeconds(10));
            assertNull(world.await(client.readLine()));
            assertEquals(CloseReason.TIMEOUT, world.await(world.accepted(client).closed()));
        }
    }

    @Test
    void handlerDoesNotTimeOutEarly() throws Exception {
        try (TestWorld world = TestWorld.start()) {
            AsyncChannel client = world.connect(handler);
            world.advance(Duration.ofSeconds(10).minusNanos(1));
            client.write("still here\n");
            assertEquals("still here", world.await(client.readLine()));
            world.advance(Duration.ofSeconds(10).minusNanos(1));
            assertFalse(world.accepted(client).closed().isDone());
            world.advance(Duration.ofNanos(1));
            assertTrue(world.accepted(client).snapshot().closeReason() == CloseReason.TIMEOUT);
        }
    }

    @Test
    void nothingRunsBetweenTheCallsOfTheWorld() throws Exception {
        try (TestWorld world = TestWorld.start()) {
            List<String> log = new ArrayList<>();
            AsyncChannel client = world.connect(channel -> {
                log.add("started on " + Thread.currentThread().getName());
                return channel.closed();
            });
            CompletableFuture<String> line = client.readLine();
            assertEquals(List.of(), log);
            world.run();
            assertEquals(List.of("started on " + Thread.currentThread().getName()), log);
            assertFalse(line.isDone());
            assertEquals(Duration.ZERO, world.elapsed());
        }
    }

    @Test
    void awaitLeavesNothingThatCanRun() throws Exception {
        try (TestWorld world = TestWorld.start()) {
            List<String> lines = new ArrayList<>();
            AsyncChannel client = world.connect(channel -> channel.forEachLine(line -> {
                lines.add(line);
                return CompletableFuture.completedFuture(null);
            }));
            world.await(client.write("a\nb\n"));
            assertEquals(List.of("a", "b"), lines);
        }
    }

    @Test
    void awaitMovesTheClockToTheNextTimerOnly() throws Exception {
        try (TestWorld world = TestWorld.start()) {
            CompletableFuture<Void> late = Futures.delay(Duration.ofHours(2));
            world.await(Futures.delay(Duration.ofMillis(1500)));
            assertEquals(Duration.ofMillis(1500), world.elapsed());
            assertFalse(late.isDone());
            world.await(late);
            assertEquals(Duration.ofHours(2), world.elapsed());
        }
    }

    @Test
    void awaitThrowsTheFailureItself() {
        try (TestWorld world = TestWorld.start()) {
            IOException checked = new IOException("checked");
            assertSame(
                    checked,
                    assertThrows(IOException.class, () -> world.await(CompletableFuture.failedFuture(checked))));
            CompletableFuture<Object> wrapped =
                    CompletableFuture.failedFuture(checked).thenApply(value -> value);
            assertSame(checked, assertThrows(IOException.class, () -> world.await(wrapped)));
            CompletableFuture<Object> nested = CompletableFuture.failedFuture(new CompletionException(checked));
            assertSame(checked, assertThrows(IOException.class, () -> world.await(nested)));
            CompletableFuture<Object> cancelled = new CompletableFuture<>();
            cancelled.cancel(false);
            assertThrows(CancellationException.class, () -> world.await(cancelled));
            assertThrows(
                    OutOfMemoryError.class, () -> world.await(CompletableFuture.failedFuture(new OutOfMemoryError())));
        }
    }

    @ParameterizedTest
    @EnumSource
    void awaitTakesStagesOfAnyClass(StageKind kind) throws Exception {
        try (TestWorld world = TestWorld.start()) {
            AsyncChannel client = world.connect(ECHO);
            client.write("x\n");
            assertEquals("x", world.await(kind.of(client.readLine())));
        }
    }

    @Test
    void awaitOfWhatCannotCompleteListsWhatConnectionsAwait() {
        try (TestWorld world = TestWorld.start()) {
            ChannelOptions patient = ChannelOptions.builder()
                    .idleTimeout(ChannelOptions.UNLIMITED)
                    .frameTimeout(ChannelOptions.UNLIMITED)
                    .build();
            AsyncChannel first = world.connect(channel -> channel.readExactly(10), patient);
            world.connect(channel -> new dev.futurewire.AsyncQueue<String>(1).take());
            first.write("abc");
            AssertionError stuck = assertThrows(AssertionError.class, () -> world.await(first.readLine()));
            String text = stuck.getMessage();
            assertTrue(text.startsWith("the stage cannot complete: nothing can run and no timer is set"), text);
            assertTrue(text.contains("connection 1 (client, open): awaits readLine at TestWorldTest.java:"), text);
            assertTrue(text.contains("connection 2 (handler, open): awaits readExactly at TestWorldTest.java:"), text);
            assertTrue(text.contains("3 bytes received and not read"), text);
            assertTrue(text.contains("connection 4 (handler, open): awaits take at TestWorldTest.java:"), text);
            assertTrue(text.contains("connection 3 (client, open): awaits nothing"), text);
        }
    }

    @Test
    void theDefaultOptionsOfTheHandlerHaveNoIdleTimeoutUnlessThatIsPassed() throws Exception {
        try (TestWorld world = TestWorld.start()) {
            AsyncChannel client = world.connect(channel -> channel.readLine());
            assertThrows(AssertionError.class, () -> world.await(client.readLine()));
            AsyncChannel idle = world.connect(channel -> channel.readLine(), ChannelOptions.defaults());
            assertNull(world.await(idle.readLine()));
            assertEquals(ChannelOptions.DEFAULT_IDLE_TIMEOUT, world.elapsed());
            assertEquals(
                    CloseReason.IDLE_TIMEOUT, world.await(world.accepted(idle).closed()));
        }
    }

    @Test
    void awaitDoesNotFollowAHeartbeatForEver() {
        try (TestWorld world = TestWorld.start()) {
            AsyncChannel client = world.connect(channel ->
                    Futures.repeatEvery(Duration.ofSeconds(1), () -> CompletableFuture.completedFuture(true)));
            AssertionError stuck = assertThrows(AssertionError.class, () -> world.await(client.readLine()));
            assertTrue(
                    stuck.getMessage().startsWith("the stage is not complete although 100000 timers have expired"),
                    stuck.getMessage());
        }
    }

    @Test
    void advanceRunsAllThatIsDueIncludingTheLastMoment() {
        try (TestWorld world = TestWorld.start()) {
            List<Long> beats = new ArrayList<>();
            world.advance(Duration.ofMillis(3));
            Futures.repeatEvery(Duration.ofMillis(7), () -> {
                beats.add(world.elapsed().toMillis());
                return CompletableFuture.completedFuture(true);
            });
            world.advance(Duration.ofMillis(21));
            assertEquals(List.of(3L, 10L, 17L, 24L), beats);
            assertEquals(Duration.ofMillis(24), world.elapsed());
        }
    }

    @Test
    void dataOfTheMomentOfATimeoutWins() throws Exception {
        try (TestWorld world = TestWorld.start()) {
            AsyncChannel client = world.connect(handler);
            world.run();
            Futures.delay(Duration.ofSeconds(10)).thenRun(() -> client.write("just in time\n"));
            assertEquals("just in time", world.await(client.readLine()));
            assertEquals(Duration.ofSeconds(10), world.elapsed());
        }
    }

    @Test
    void blockingOnTheThreadOfTheWorldIsRefused() throws Exception {
        try (TestWorld world = TestWorld.start()) {
            AsyncChannel client = world.connect(channel -> {
                channel.readLine().join();
                return channel.closed();
            });
            IllegalStateException refused = assertThrows(
                    IllegalStateException.class, () -> client.readLine().join());
            assertTrue(refused.getMessage().contains("TestWorld.await"), refused.getMessage());
            CompletableFuture<String> another = client.read(1).thenApply(bytes -> "");
            assertThrows(IllegalStateException.class, another::get);
            world.run();
            assertEquals(
                    IllegalStateException.class, world.handlerFailure(client).getClass());
        }
    }

    @Test
    void callsInsideAHandlerAreRefused() {
        try (TestWorld world = TestWorld.start()) {
            AsyncChannel client = world.connect(channel -> {
                assertThrows(IllegalStateException.class, world::run);
                assertThrows(IllegalStateException.class, () -> world.advance(Duration.ZERO));
                assertThrows(IllegalStateException.class, () -> world.await(channel.closed()));
                assertThrows(IllegalStateException.class, world::close);
                return channel.closed();
            });
            world.run();
            assertNull(world.handlerFailure(client));
        }
    }

    @Test
    void blockingHandlersAreRefused() throws Exception {
        ConnectionHandler blocking = ConnectionHandler.blocking(channel -> {});
        try (TestWorld world = TestWorld.start()) {
            IllegalArgumentException refused =
                    assertThrows(IllegalArgumentException.class, () -> world.connect(blocking));
            assertTrue(refused.getMessage().startsWith("ConnectionHandler.blocking"), refused.getMessage());
            AsyncChannel client = world.connect(channel -> blocking.handle(channel));
            assertEquals(
                    CloseReason.HANDLER_FAILED,
                    world.await(world.accepted(client).closed()));
            assertTrue(world.handlerFailure(client).getMessage().startsWith("ConnectionHandler.blocking"));
        }
    }

    @Test
    void tlsIsRefused() throws Exception {
        dev.futurewire.TlsOptions tls = dev.futurewire.TlsOptions.builder().build();
        ChannelOptions options = ChannelOptions.builder().tls(tls).build();
        try (TestWorld world = TestWorld.start()) {
            assertThrows(IllegalArgumentException.class, () -> world.connect(ECHO, options));
            AsyncChannel client = world.connect(channel -> channel.startTls(tls));
            assertThrows(UnsupportedOperationException.class, () -> world.await(client.startTls(tls)));
            world.run();
            assertEquals(
                    UnsupportedOperationException.class,
                    world.handlerFailure(client).getClass());
        }
    }

    @Test
    void serversAreRefused() {
        try (TestWorld world = TestWorld.start()) {
            IllegalStateException refused = assertThrows(
                    IllegalStateException.class,
                    () -> dev.futurewire.AsyncServer.listen(new java.net.InetSocketAddress("127.0.0.1", 0), ECHO));
            assertTrue(refused.getMessage().contains("TestWorld.listen"), refused.getMessage());
            assertThrows(IllegalStateException.class, ChannelPair::open);
            world.run();
        }
    }

    @Test
    void connectionsAreNotAmongThoseOfTheProcess() {
        try (TestWorld world = TestWorld.start()) {
            AsyncChannel client = world.connect(ECHO);
            world.run();
            assertFalse(Connections.open().contains(client));
            assertFalse(Connections.open().contains(world.accepted(client)));
            assertEquals(List.of(world.accepted(client)), world.connections());
            client.close();
            world.run();
            assertEquals(List.of(), world.connections());
        }
    }

    @Test
    void onlyTheThreadThatHasStartedAWorldMayUseIt() throws Exception {
        try (TestWorld world = TestWorld.start()) {
            Throwable[] thrown = new Throwable[1];
            Thread other = new Thread(() -> {
                thrown[0] = assertThrows(IllegalStateException.class, world::run);
                try (TestWorld own = TestWorld.start()) {
                    own.run();
                }
            });
            other.start();
            other.join();
            assertTrue(
                    thrown[0].getMessage().startsWith("a TestWorld belongs to the thread"), String.valueOf(thrown[0]));
        }
    }

    @Test
    void aThreadHasOneWorldAtATime() {
        try (TestWorld world = TestWorld.start()) {
            IllegalStateException refused = assertThrows(IllegalStateException.class, TestWorld::start);
            assertTrue(refused.getMessage().contains("aThreadHasOneWorldAtATime"), refused.getMessage());
            world.run();
        }
        TestWorld.start().close();
    }

    @Test
    void closedWorldRefusesFurtherUse() {
        TestWorld world = TestWorld.start();
        AsyncChannel client = world.connect(ECHO);
        world.close();
        world.close();
        assertThrows(IllegalStateException.class, () -> world.connect(ECHO));
        assertThrows(IllegalStateException.class, world::run);
        assertThrows(IllegalStateException.class, () -> world.accepted(client));
    }

    @Test
    void channelOfAnotherWorldIsRefused() {
        AsyncChannel other;
        try (TestWorld world = TestWorld.start()) {
            other = world.connect(ECHO);
        }
        try (TestWorld world = TestWorld.start()) {
            assertThrows(IllegalArgumentException.class, () -> world.accepted(other));
            assertThrows(IllegalArgumentException.class, () -> world.peerResets(other));
        }
    }

    @Test
    void warningsCanBeSeen() throws Exception {
        try (TestWorld world = TestWorld.start()) {
            AsyncChannel client = world.connect(channel -> {
                channel.readLine();
                return CompletableFuture.completedFuture(null);
            });
            world.await(world.accepted(client).closed());
            assertEquals(
                    List.of(Warning.Kind.HANDLER_RETURNED_EARLY),
                    world.warnings().stream().map(Warning::kind).toList());
        }
    }
}
