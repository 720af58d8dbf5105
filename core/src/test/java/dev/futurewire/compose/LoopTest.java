package dev.futurewire.compose;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.Futures;
import dev.futurewire.internal.loop.LoopThread;
import dev.futurewire.support.Await;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** A loop that ends with a result. */
final class LoopTest {
    private final AtomicInteger steps = new AtomicInteger();

    private Optional<Integer> resultAfter(int count) {
        int made = steps.incrementAndGet();
        return made < count ? Optional.empty() : Optional.of(made);
    }

    @Test
    void yieldsTheFirstResult() throws IOException {
        try (VirtualTurn turn = new VirtualTurn()) {
            CompletableFuture<String> found = turn.call(() -> Futures.loop(() -> turn.channel()
                    .readLine()
                    .thenApply(line -> line.startsWith("b") ? Optional.of(line) : Optional.empty())));
            turn.peer().send("a\nb\nc\n");
            assertEquals("b", Await.value(found));
            assertEquals("c", Await.value(turn.channel().readLine()));
        }
    }

    @Test
    void stepsRunOnTheTurnInWhichItWasAskedFor() throws IOException {
        try (VirtualTurn turn = new VirtualTurn()) {
            CompletableFuture<Integer> last = turn.call(() -> Futures.loop(() -> {
                assertTrue(turn.isCurrent());
                return CompletableFuture.supplyAsync(() -> resultAfter(100), ForkJoinPool.commonPool());
            }));
            assertEquals(100, Await.value(last));
        }
    }

    @Test
    void stepsOfALoopThatWasAskedForElsewhereRunOnALoopThread() {
        AtomicReference<LoopThread> thread = new AtomicReference<>();
        int last = Await.value(Futures.loop(() -> {
            thread.set(LoopThread.current());
            return CompletableFuture.supplyAsync(() -> resultAfter(100), ForkJoinPool.commonPool());
        }));
        assertEquals(100, last);
        assertNotNull(thread.get());
    }

    @Test
    void isCompleteAtOnceIfItsStepsAre() {
        assertEquals(3, Futures.loop(() -> completedFuture(resultAfter(3))).getNow(null));
    }

    @Test
    void nullsAndThrownExceptionsFailIt() {
        assertInstanceOf(NullPointerException.class, Await.failure(Futures.loop(() -> null)));
        assertInstanceOf(NullPointerException.class, Await.failure(Futures.loop(() -> completedFuture(null))));
        IllegalStateException thrown = new IllegalStateException("of a test");
        assertSame(thrown, Await.failure(Futures.loop(() -> {
            throw thrown;
        })));
        IOException failure = new IOException("of a test");
        assertSame(
                failure,
                Await.failure(Futures.loop(
                        () -> CompletableFuture.<Void>failedFuture(failure).thenApply(value -> Optional.of(1)))));
        assertThrows(NullPointerException.class, () -> Futures.loop(null));
    }

    @Test
    void timingItOutWithdrawsItsRead() throws IOException {
        try (VirtualTurn turn = new VirtualTurn()) {
            CompletableFuture<Object> loop =
                    turn.call(() -> Futures.loop(() -> turn.channel().readLine().thenApply(line -> Optional.empty()))
                            .orTimeout(100, TimeUnit.MILLISECONDS));
            turn.peer().send("line\n");
            turn.settle();
            turn.timer.advance(java.time.Duration.ofMillis(110));
            assertInstanceOf(TimeoutException.class, Await.failure(loop));
            turn.isUsable();
        }
    }

    @Test
    void cancellingItFromItsOwnStepEndsIt() throws IOException {
        try (VirtualTurn turn = new VirtualTurn()) {
            CompletableFuture<CompletableFuture<Object>> itself = new CompletableFuture<>();
            itself.complete(turn.call(() ->
                    Futures.loop(() -> turn.channel().readLine().thenApply(line -> {
                        steps.incrementAndGet();
                        itself.join().cancel(false);
                        return Optional.empty();
                    }))));
            turn.peer().send("one\n");
            turn.advance(java.time.Duration.ofMillis(60));
            assertInstanceOf(CancellationException.class, Await.failure(itself.join()));
            turn.isUsable();
            assertEquals(1, steps.get());
        }
    }
}
