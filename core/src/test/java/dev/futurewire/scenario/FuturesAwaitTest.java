package dev.futurewire.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.AsyncChannel;
import dev.futurewire.AsyncServer;
import dev.futurewire.Futures;
import dev.futurewire.support.Await;
import dev.futurewire.support.Connection;
import dev.futurewire.support.Connections;
import dev.futurewire.support.Role;
import dev.futurewire.support.StageKind;
import dev.futurewire.support.Transports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Waiting in the direct style: a wait that ends without its value loses no input for the next read. */
final class FuturesAwaitTest {
    private static final Duration SHORT = Duration.ofMillis(20);

    private interface Stages extends Function<AsyncChannel, CompletionStage<String>> {}

    private enum Wait {
        FOR_THE_READ(AsyncChannel::readLine),
        FOR_A_DERIVED_STAGE(channel -> channel.readLine().thenApply(line -> line)),
        FOR_A_COMPOSED_READ(channel -> channel.write("").thenComposeAsync(done -> channel.readLine())),
        FOR_A_LOOP(channel -> Futures.repeatWhile(() -> channel.readLine().thenApply(line -> true))
                .thenApply(done -> "over")),
        FOR_A_MINIMAL_STAGE(channel -> channel.readLine().minimalCompletionStage());

        private final Stages stages;

        Wait(Stages stages) {
            this.stages = stages;
        }
    }

    @TestFactory
    Stream<DynamicTest> aTimeoutLeavesTheLineToTheNextRead() {
        return onEach((connection, wait) -> {
            assertThrows(
                    TimeoutException.class,
                    () -> Futures.await(wait.stages.apply(connection.channel()), SHORT),
                    wait::toString);
            nextLineArrives(connection);
        });
    }

    @TestFactory
    Stream<DynamicTest> anInterruptLeavesTheLineToTheNextRead() {
        return onEach((connection, wait) -> {
            Waiter waiter = new Waiter(() -> Futures.await(wait.stages.apply(connection.channel())));
            waiter.interruptOnceItReads(connection.channel());
            assertInstanceOf(InterruptedException.class, waiter.thrown(), wait::toString);
            nextLineArrives(connection);
        });
    }

    @TestFactory
    Stream<DynamicTest> anInterruptEndsALimitedWaitToo() {
        return onEach((connection, wait) -> {
            Waiter waiter =
                    new Waiter(() -> Futures.await(wait.stages.apply(connection.channel()), Duration.ofHours(1)));
            waiter.interruptOnceItReads(connection.channel());
            assertInstanceOf(InterruptedException.class, waiter.thrown(), wait::toString);
            nextLineArrives(connection);
        });
    }

    private interface Check {
        void on(Connection connection, Wait wait) throws Exception;
    }

    private static Stream<DynamicTest> onEach(Check check) {
        return Stream.of(Transports.values())
                .map(transport -> DynamicTest.dynamicTest(transport.toString(), () -> {
                    try (Connections connections = transport.connections();
                            Connection connection = connections.open(Role.CONNECTED)) {
                        for (Wait wait : Wait.values()) {
                            check.on(connection, wait);
                        }
                    }
                }));
    }

    private static void nextLineArrives(Connection connection) throws Exception {
        connection.peer().send("line\n");
        assertEquals("line", Futures.await(connection.channel().readLine(), Await.PATIENCE));
    }

    /** A thread that waits and is interrupted. */
    private static final class Waiter {
        private final CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        private final Thread thread;
        private volatile boolean interruptedAfterwards;

        private interface Call {
            Object call() throws Exception;
        }

        Waiter(Call call) {
            thread = new Thread(() -> {
                try {
                    Object value = call.call();
                    interruptedAfterwards = Thread.currentThread().isInterrupted();
                    thrown.completeExceptionally(new AssertionError("returned " + value));
                } catch (Throwable failure) {
                    interruptedAfterwards = Thread.currentThread().isInterrupted();
                    thrown.complete(failure);
                }
            });
            thread.start();
        }

        /** Not before the read has started, since a read that starts after the interrupt may take the line. */
        void interruptOnceItReads(AsyncChannel channel) {
            Await.until("it reads", () -> !channel.snapshot().awaiting().isEmpty());
            interruptOnceItWaits();
        }

        void interruptOnceItWaits() {
            Await.until(
                    "it waits",
                    () -> thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING);
            thread.interrupt();
        }

        Throwable thrown() {
            Throwable failure = Await.value(thrown);
            assertFalse(interruptedAfterwards, "the status is cleared, as by every method that throws this");
            return failure;
        }
    }

    @ParameterizedTest
    @EnumSource(StageKind.class)
    void acceptsEveryKindOfStage(StageKind kind) throws Exception {
        assertEquals("value", Futures.await(kind.of(CompletableFuture.completedFuture("value"))));
        assertNull(Futures.await(kind.of(CompletableFuture.completedFuture(null)), SHORT));
        CompletableFuture<String> later = new CompletableFuture<>();
        new Thread(() -> later.complete("later")).start();
        assertEquals("later", Futures.await(kind.of(later)));
        IOException failure = new NoSuchFileException("of a test");
        assertSame(
                failure,
                assertThrows(IOException.class, () -> Futures.await(kind.of(CompletableFuture.failedFuture(failure)))));
        CompletableFuture<String> never = new CompletableFuture<>();
        assertThrows(TimeoutException.class, () -> Futures.await(kind.of(never), SHORT));
    }

    @Test
    void aPlainFutureIsCancelledByATimeout() {
        CompletableFuture<String> never = new CompletableFuture<>();
        assertThrows(TimeoutException.class, () -> Futures.await(never, SHORT));
        assertTrue(never.isCancelled());
    }

    @Test
    void theCauseIsThrownUnwrapped() {
        for (Throwable cause : new Throwable[] {
            new IOException("checked"), new IllegalStateException("unchecked"), new StackOverflowError("an error")
        }) {
            assertSame(
                    cause,
                    assertThrows(
                            cause.getClass(),
                            () -> Futures.await(CompletableFuture.failedFuture(
                                    new CompletionException(new ExecutionException(cause))))));
            assertSame(
                    cause,
                    assertThrows(
                            cause.getClass(),
                            () -> Futures.await(
                                    CompletableFuture.failedFuture(cause).thenApply(value -> value), SHORT)));
        }
        CompletableFuture<String> cancelled = new CompletableFuture<>();
        cancelled.cancel(true);
        assertThrows(CancellationException.class, () -> Futures.await(cancelled));
        CancellationException itself = new CancellationException("itself");
        assertSame(
                itself,
                assertThrows(CancellationException.class, () -> Futures.await(CompletableFuture.failedFuture(itself))));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE})
    void aTimeoutOfZeroChecksOnce(long seconds) throws Exception {
        Duration none = Duration.ofSeconds(seconds);
        assertEquals("there", Futures.await(CompletableFuture.completedFuture("there"), none));
        CompletableFuture<String> never = new CompletableFuture<>();
        assertThrows(TimeoutException.class, () -> Futures.await(never, none));
        assertTrue(never.isCancelled());
    }

    @Test
    void anExtremeTimeoutDoesNotOverflow() throws Exception {
        CompletableFuture<String> later = new CompletableFuture<>();
        new Thread(() -> later.complete("later")).start();
        assertEquals("later", Futures.await(later, Duration.ofSeconds(Long.MAX_VALUE)));
    }

    @Test
    void nullIsRejected() {
        assertThrows(NullPointerException.class, () -> Futures.await(null));
        assertThrows(NullPointerException.class, () -> Futures.await(null, SHORT));
        assertThrows(NullPointerException.class, () -> Futures.await(CompletableFuture.completedFuture(1), null));
    }

    @Test
    void anAvailableValueTakesPrecedenceOverAnInterrupt() throws Exception {
        Thread.currentThread().interrupt();
        assertEquals("there", Futures.await(CompletableFuture.completedFuture("there")));
        assertTrue(Thread.interrupted(), "the interrupt status is preserved");
    }

    @Test
    void anInterruptedThreadWithdrawsTheRead() throws Exception {
        try (Connections connections = Transports.TCP.connections();
                Connection connection = connections.open(Role.ACCEPTED)) {
            Thread.currentThread().interrupt();
            assertThrows(
                    InterruptedException.class,
                    () -> Futures.await(connection.channel().readLine()));
            assertFalse(Thread.interrupted());
            nextLineArrives(connection);
        }
    }

    @Test
    void isRejectedOnALoopThread() throws Exception {
        for (Function<AsyncChannel, CompletionStage<?>> stage :
                java.util.List.<Function<AsyncChannel, CompletionStage<?>>>of(
                        AsyncChannel::readLine,
                        channel -> channel.readLine().thenApply(String::length),
                        channel -> new CompletableFuture<String>(),
                        channel -> StageKind.FOREIGN_WITHOUT_FUTURE.of(new CompletableFuture<String>()))) {
            CompletableFuture<Throwable> thrown = new CompletableFuture<>();
            try (AsyncServer server =
                    AsyncServer.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), channel -> {
                        assertEquals(
                                1,
                                Futures.await(CompletableFuture.completedFuture(1)),
                                "a completed future is allowed");
                        try {
                            Futures.await(stage.apply(channel), SHORT);
                        } catch (Throwable failure) {
                            thrown.complete(failure);
                        }
                        return CompletableFuture.completedFuture(null);
                    })) {
                AsyncChannel client = Await.value(AsyncChannel.connect(server.localAddress()));
                Throwable failure = Await.value(thrown);
                assertInstanceOf(IllegalStateException.class, failure);
                assertTrue(failure.getMessage().startsWith("await() on the loop thread"), failure::getMessage);
                client.abort();
            }
        }
    }
}
