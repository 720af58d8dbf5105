package dev.futurewire.internal.task;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.QueueClosedException;
import dev.futurewire.internal.future.FutureContext;
import dev.futurewire.internal.future.LoopContext;
import dev.futurewire.internal.loop.ManualLoop;
import dev.futurewire.internal.time.ManualTimer;
import dev.futurewire.support.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** Moments of a waiter, one after the other on a loop that the test drives. */
final class WaiterTest {
    private final ManualTimer timer = new ManualTimer();
    private final ManualLoop loop = new ManualLoop(timer);
    private final FutureContext context = new LoopContext(loop, () -> "a test");
    private final QueueCore<Integer> queue = new QueueCore<>(1);
    private final List<Runnable> held = new ArrayList<>();

    @Test
    void aValueHandedOverBeforeTheTimeoutIsHandledWins() {
        CompletableFuture<Integer> take = queue.take(context).orTimeout(50, MILLISECONDS);
        timer.advance(Duration.ofMillis(50));
        queue.offer(1);
        assertFalse(take.isDone(), "both wait for the loop");
        loop.runUntilIdle();
        assertEquals(1, take.join());
        assertNull(queue.poll());
    }

    @Test
    void aDerivedStageThatTimesOutAtThatMomentLeavesTheItem() {
        CompletableFuture<Integer> stage =
                queue.take(context).thenApply(item -> item).orTimeout(50, MILLISECONDS);
        timer.advance(Duration.ofMillis(50));
        queue.offer(1);
        loop.runUntilIdle();
        assertInstanceOf(TimeoutException.class, Await.failure(stage));
        assertEquals(1, queue.poll());
    }

    @Test
    void aPutThatIsAcceptedBeforeTheTimeoutIsHandledSucceeds() {
        queue.offer(1);
        CompletableFuture<?> put = queue.put(context, 2);
        CompletableFuture<?> stage = put.thenRun(() -> {}).orTimeout(50, MILLISECONDS);
        timer.advance(Duration.ofMillis(50));
        assertEquals(1, queue.poll());
        assertFalse(put.cancel(false));
        loop.runUntilIdle();
        assertNull(stage.join());
        assertEquals(2, queue.poll());
    }

    @Test
    void aCompletePutStaysCompleteIfAStageIsCancelled() {
        queue.offer(1);
        CompletableFuture<?> put = queue.put(context, 2);
        CompletableFuture<Void> stage = put.thenRunAsync(() -> {}, held::add);
        queue.poll();
        loop.runUntilIdle();
        assertTrue(stage.cancel(false));
        assertNull(put.join());
        assertEquals(2, queue.poll());
    }

    @Test
    void aFailedTakeStaysFailedIfAStageIsCancelled() {
        CompletableFuture<Integer> take = queue.take(context);
        CompletableFuture<Integer> stage = take.handleAsync((item, failure) -> item, held::add);
        queue.close();
        loop.runUntilIdle();
        assertTrue(stage.cancel(false));
        assertInstanceOf(
                QueueClosedException.class,
                take.handle((item, failure) -> failure).join());
    }

    @Test
    void actionsThatSeeFailuresAreCalledIfTheItemWentBack() {
        queue.offer(1);
        CompletableFuture<Integer> take = queue.take(context);
        CompletableFuture<Integer> cancelled = take.thenApplyAsync(item -> item, held::add);
        List<Object> seen = new ArrayList<>();
        CompletableFuture<Integer> watched = take.whenCompleteAsync(
                (item, failure) -> {
                    seen.add(String.valueOf(item));
                    seen.add(failure);
                },
                held::add);
        CompletableFuture<Throwable> handled = take.handleAsync((item, failure) -> failure, held::add);
        cancelled.cancel(false);
        held.forEach(Runnable::run);
        assertEquals("null", seen.get(0));
        assertInstanceOf(CancellationException.class, seen.get(1));
        assertInstanceOf(CancellationException.class, Await.failure(watched));
        assertInstanceOf(CancellationException.class, handled.join());
        assertEquals(1, queue.poll());
    }

    @Test
    void aTakeThatTheProgramCompletesKeepsTheProgramsValue() {
        CompletableFuture<Integer> take = queue.take(context);
        queue.offer(1);
        assertTrue(take.complete(7));
        assertEquals(1, queue.poll());
        loop.runUntilIdle();
        assertEquals(7, take.join());
        assertNull(queue.poll());
    }
}
