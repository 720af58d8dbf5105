package dev.futurewire.compose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.Backoff;
import dev.futurewire.CloseReason;
import dev.futurewire.Futures;
import dev.futurewire.internal.channel.StreamChannel;
import dev.futurewire.support.Await;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A timeout around whatever a body waits for, in virtual time. */
final class TimeoutTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration AFTERWARDS = Duration.ofMillis(1_020);

    @Test
    void withdrawsAReadAndLosesNoByte() throws IOException {
        try (VirtualTurn turn = new VirtualTurn()) {
            turn.peer().send("par");
            CompletableFuture<String> read = turn.call(() -> Futures.timeout(SECOND, turn.channel()::readLine));
            turn.advance(AFTERWARDS);
            assertInstanceOf(TimeoutException.class, Await.failure(read));
            turn.peer().send("tial\n");
            assertEquals("partial", Await.value(turn.channel().readLine()));
        }
    }

    @Test
    void coversALoopWhoseStepsAreInTime() throws IOException {
        try (VirtualTurn turn = new VirtualTurn()) {
            AtomicInteger lines = new AtomicInteger();
            CompletableFuture<Void> loop = turn.call(() -> Futures.timeout(
                    SECOND,
                    () -> Futures.repeatWhile(() -> turn.channel().readLine().thenApply(line -> {
                        lines.incrementAndGet();
                        return true;
                    }))));
            for (int i = 0; i < 4; i++) {
                turn.peer().send("line\n");
                turn.advance(Duration.ofMillis(200));
            }
            assertEquals(4, lines.get());
            assertFalse(loop.isDone());
            turn.advance(Duration.ofMillis(250));
            assertInstanceOf(TimeoutException.class, Await.failure(loop));
            turn.isUsable();
            assertEquals(4, lines.get());
        }
    }

    @Test
    void coversTheAttemptsAndPausesOfARetry() throws IOException {
        try (VirtualTurn turn = new VirtualTurn()) {
            AtomicInteger attempts = new AtomicInteger();
            CompletableFuture<String> retried = turn.call(() -> Futures.timeout(
                    SECOND,
                    () -> Futures.retry(
                            () -> {
                                attempts.incrementAndGet();
                                return CompletableFuture.<String>failedFuture(new IOException("of a test"));
                            },
                            new Backoff(Duration.ofMillis(300), Duration.ofMillis(300), Integer.MAX_VALUE))));
            turn.advance(AFTERWARDS);
            assertInstanceOf(TimeoutException.class, Await.failure(retried));
            int made = attempts.get();
            assertTrue(made > 2, made + " attempts");
            turn.advance(SECOND);
            assertEquals(made, attempts.get());
        }
    }

    @Test
    void cancelsAForeignStageBeforeItCompletes() throws IOException {
        try (VirtualTurn turn = new VirtualTurn()) {
            CompletableFuture<String> query = new CompletableFuture<>();
            CompletableFuture<Boolean> cancelledBefore = turn.call(
                    () -> Futures.timeout(SECOND, () -> query).handle((value, failure) -> query.isCancelled()));
            turn.advance(AFTERWARDS);
            assertTrue(Await.value(cancelledBefore));
        }
    }

    @Test
    void yieldsTheValueAndTheFailureOfItsBody() throws IOException {
        try (VirtualTurn turn = new VirtualTurn()) {
            turn.peer().send("line\n");
            assertEquals("line", Await.value(turn.call(() -> Futures.timeout(SECOND, turn.channel()::readLine))));
            CompletableFuture<String> query = new CompletableFuture<>();
            CompletableFuture<String> failing = turn.call(() -> Futures.timeout(SECOND, () -> query.thenApply(v -> v)));
            IOException failure = new IOException("of a test");
            query.completeExceptionally(failure);
            assertSame(failure, Await.failure(failing));
            turn.settle();
            assertEquals(0, turn.alarms());
        }
    }

    @Test
    void aLineThatArrivesAtTheMomentOfTheTimeoutWins() throws IOException {
        try (VirtualTurn turn = new VirtualTurn()) {
            CompletableFuture<String> read = turn.call(() -> Futures.timeout(SECOND, turn.channel()::readLine));
            turn.run(() -> {
                turn.timer.advance(AFTERWARDS);
                turn.peer().send("in time\n");
            });
            assertEquals("in time", Await.value(read));
        }
    }

    @Test
    void aLineOfAnotherConnectionThatArrivesAtThatMomentWins() throws IOException {
        try (VirtualTurn asking = new VirtualTurn();
                VirtualTurn upstream = new VirtualTurn(asking.timer)) {
            CompletableFuture<String> read = asking.call(() -> Futures.timeout(SECOND, upstream.channel()::readLine));
            upstream.run(() -> {
                // The loop of the upstream is busy, so that its line is reported after the alarm has fired.
                asking.timer.advance(AFTERWARDS);
                asking.settle();
                upstream.peer().send("in time\n");
            });
            assertEquals("in time", Await.value(read));
        }
    }

    @Test
    void isAFailureOfTheConnectionItWaitedFor() throws IOException {
        try (VirtualTurn turn = new VirtualTurn();
                VirtualTurn other = new VirtualTurn(turn.timer)) {
            CompletableFuture<String> own = turn.call(() -> Futures.timeout(SECOND, turn.channel()::readLine));
            CompletableFuture<String> foreign = turn.call(() -> Futures.timeout(SECOND, CompletableFuture::new));
            CompletableFuture<String> others = turn.call(() -> Futures.timeout(SECOND, other.channel()::readLine));
            turn.advance(AFTERWARDS);
            StreamChannel channel = (StreamChannel) turn.channel();
            assertTrue(channel.produced(Await.failure(own)));
            assertFalse(channel.produced(Await.failure(foreign)));
            assertFalse(channel.produced(Await.failure(others)));
            assertTrue(((StreamChannel) other.channel()).produced(Await.failure(others)));
        }
    }

    @Test
    void aValueBecomesTheResultWhenItsTimeIsZero() {
        assertEquals(
                "now", Await.value(Futures.timeout(Duration.ZERO, () -> CompletableFuture.completedFuture("now"))));
        assertInstanceOf(TimeoutException.class, Await.failure(Futures.timeout(Duration.ZERO, CompletableFuture::new)));
        assertInstanceOf(
                TimeoutException.class,
                Await.failure(Futures.timeout(Duration.ofSeconds(Long.MIN_VALUE), CompletableFuture::new)));
    }

    @Test
    void cancellingItCancelsTheBody() throws IOException {
        try (VirtualTurn turn = new VirtualTurn()) {
            CompletableFuture<Optional<String>> read = turn.call(
                    () -> Futures.timeout(SECOND, turn.channel()::readLine).thenApply(Optional::of));
            assertTrue(read.cancel(true));
            assertInstanceOf(CancellationException.class, Await.failure(read));
            turn.isUsable();
        }
    }

    @Test
    void nullsAndThrownExceptionsFailIt() {
        assertInstanceOf(NullPointerException.class, Await.failure(Futures.timeout(SECOND, () -> null)));
        IllegalStateException thrown = new IllegalStateException("of a test");
        assertSame(thrown, Await.failure(Futures.timeout(SECOND, () -> {
            throw thrown;
        })));
        assertThrows(NullPointerException.class, () -> Futures.timeout(SECOND, null));
        assertThrows(NullPointerException.class, () -> Futures.timeout(null, CompletableFuture::new));
    }

    @Test
    void aCancellationDuringACallbackStillReachesWhatThatCallbackStarts() throws IOException {
        try (VirtualTurn turn = new VirtualTurn();
                VirtualTurn upstream = new VirtualTurn(turn.timer)) {
            CompletableFuture<CompletableFuture<String>> scope = new CompletableFuture<>();
            scope.complete(turn.call(() -> Futures.timeout(
                    Duration.ofHours(1),
                    () -> turn.channel().readLine().thenCompose(line -> {
                        assertFalse(scope.join().cancel(false), "its line is being delivered");
                        return upstream.channel().readLine();
                    }))));
            turn.peer().send("line\n");
            turn.settle();
            turn.advance(Duration.ofMillis(50));
            assertInstanceOf(CancellationException.class, Await.failure(scope.join()));
            upstream.isUsable();
        }
    }

    @Test
    void closeReasonsAreNotConcerned() throws IOException {
        try (VirtualTurn turn = new VirtualTurn()) {
            CompletableFuture<String> read = turn.call(() -> Futures.timeout(SECOND, turn.channel()::readLine));
            turn.channel().abort();
            assertInstanceOf(IOException.class, Await.failure(read));
            assertEquals(CloseReason.ABORTED, Await.value(turn.channel().closed()));
        }
    }
}
