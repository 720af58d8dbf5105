package dev.futurewire.compose;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.Futures;
import dev.futurewire.support.Await;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Steps at regular intervals, in virtual time. */
final class RepeatEveryTest {
    private static final Duration PERIOD = Duration.ofMillis(100);

    private final List<Long> starts = Collections.synchronizedList(new ArrayList<>());

    private long millis(VirtualTurn turn) {
        return turn.timer.now() / 1_000_000;
    }

    @Test
    void startsAtOnceAndThenEachPeriod() throws IOException {
        try (VirtualTurn turn = new VirtualTurn()) {
            CompletableFuture<Void> loop = turn.call(() -> Futures.repeatEvery(PERIOD, () -> {
                starts.add(millis(turn));
                assertTrue(turn.isCurrent());
                return completedFuture(starts.size() < 5);
            }));
            assertEquals(List.of(0L), starts);
            turn.advance(Duration.ofMillis(1_000));
            Await.value(loop);
            assertEquals(List.of(0L, 100L, 200L, 300L, 400L), starts);
            assertEquals(0, turn.alarms());
        }
    }

    @Test
    void leavesOutTheTimesThatPassDuringAStep() throws IOException {
        try (VirtualTurn turn = new VirtualTurn()) {
            List<CompletableFuture<Boolean>> steps = Collections.synchronizedList(new ArrayList<>());
            CompletableFuture<Void> loop = turn.call(() -> Futures.repeatEvery(PERIOD, () -> {
                starts.add(millis(turn));
                CompletableFuture<Boolean> step = new CompletableFuture<>();
                steps.add(step);
                return step;
            }));
            turn.advance(Duration.ofMillis(250));
            assertEquals(1, steps.size(), "steps do not overlap");
            steps.get(0).complete(true);
            turn.advance(Duration.ofMillis(40));
            assertEquals(1, steps.size(), "nothing is caught up with");
            turn.advance(Duration.ofMillis(10));
            assertEquals(List.of(0L, 300L), starts);
            // A step that takes exactly a period misses nothing.
            turn.advance(Duration.ofMillis(100));
            steps.get(1).complete(true);
            turn.settle();
            turn.advance(Duration.ofMillis(10));
            assertEquals(3, steps.size());
            assertTrue(loop.cancel(false));
        }
    }

    @Test
    void cancellationDuringAPauseReleasesTheTimer() throws IOException {
        try (VirtualTurn turn = new VirtualTurn()) {
            CompletableFuture<Void> loop = turn.call(() -> Futures.repeatEvery(PERIOD, () -> {
                starts.add(millis(turn));
                return completedFuture(true);
            }));
            assertEquals(1, turn.alarms());
            assertTrue(loop.cancel(true));
            assertEquals(0, turn.alarms());
            turn.advance(Duration.ofMillis(300));
            assertEquals(1, starts.size());
            assertInstanceOf(CancellationException.class, Await.failure(loop));
        }
    }

    @Test
    void cancellationDuringAStepWithdrawsIt() throws IOException {
        try (VirtualTurn turn = new VirtualTurn()) {
            CompletableFuture<Void> loop = turn.call(() ->
                    Futures.repeatEvery(PERIOD, () -> turn.channel().readLine().thenApply(line -> true)));
            turn.peer().send("first\n");
            turn.settle();
            turn.advance(Duration.ofMillis(150));
            assertTrue(loop.cancel(true));
            turn.isUsable();
            turn.advance(Duration.ofMillis(300));
            turn.isUsable();
        }
    }

    @Test
    void failsWithItsStep() throws IOException {
        try (VirtualTurn turn = new VirtualTurn()) {
            IllegalStateException thrown = new IllegalStateException("of a test");
            AtomicInteger steps = new AtomicInteger();
            CompletableFuture<Void> loop = turn.call(() -> Futures.repeatEvery(PERIOD, () -> {
                if (steps.incrementAndGet() == 2) {
                    throw thrown;
                }
                return completedFuture(true);
            }));
            assertFalse(loop.isDone());
            turn.advance(PERIOD);
            assertSame(thrown, Await.failure(loop));
            assertInstanceOf(NullPointerException.class, Await.failure(Futures.repeatEvery(PERIOD, () -> null)));
            assertInstanceOf(
                    NullPointerException.class,
                    Await.failure(Futures.repeatEvery(PERIOD, () -> completedFuture(null))));
        }
    }

    @Test
    void aPeriodOfZeroIsRejected() {
        assertThrows(
                IllegalArgumentException.class, () -> Futures.repeatEvery(Duration.ZERO, () -> completedFuture(false)));
        assertThrows(
                IllegalArgumentException.class,
                () -> Futures.repeatEvery(Duration.ofMillis(-1), () -> completedFuture(false)));
        assertThrows(NullPointerException.class, () -> Futures.repeatEvery(PERIOD, null));
    }

    @Test
    void anEndlessPeriodIsAccepted() {
        CompletableFuture<Void> loop =
                Futures.repeatEvery(Duration.ofSeconds(Long.MAX_VALUE), () -> completedFuture(true));
        assertFalse(loop.isDone());
        assertTrue(loop.cancel(true));
    }
}
