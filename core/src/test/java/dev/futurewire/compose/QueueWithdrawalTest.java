package dev.futurewire.compose;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.AsyncQueue;
import dev.futurewire.Backoff;
import dev.futurewire.Futures;
import dev.futurewire.internal.time.ManualTimer;
import dev.futurewire.support.Await;
import dev.futurewire.support.Connection;
import dev.futurewire.support.MemoryConnections;
import dev.futurewire.support.Role;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** A take or a put that is given up leaves the queue as if it had not been called. */
final class QueueWithdrawalTest {
    private final AsyncQueue<Integer> queue = new AsyncQueue<>(2);
    private final HeldExecutor held = new HeldExecutor();

    @TestFactory
    List<DynamicTest> aPendingTakeIsWithdrawnBy() {
        List<DynamicTest> tests = new ArrayList<>();
        way(tests, "itself", take -> take);
        way(tests, "a copy", CompletableFuture::copy);
        way(tests, "a minimal stage", take -> take.minimalCompletionStage().toCompletableFuture());
        way(tests, "thenApply", take -> take.thenApply(item -> item));
        way(tests, "thenRun", take -> take.thenRun(() -> {}));
        way(tests, "thenApplyAsync", take -> take.thenApplyAsync(item -> item, held));
        way(tests, "thenCompose", take -> take.thenCompose(CompletableFuture::completedFuture));
        way(tests, "exceptionally", take -> take.exceptionally(failure -> 0));
        way(tests, "handle", take -> take.handle((item, failure) -> item));
        way(tests, "a longer chain", take -> take.thenApply(item -> item).whenComplete((item, failure) -> {}));
        way(tests, "thenCombine", take -> take.thenCombine(new CompletableFuture<>(), (a, b) -> a));
        way(tests, "repeatWhile", take -> Futures.repeatWhile(() -> take.thenApply(item -> true)));
        way(tests, "retry", take -> Futures.retry(() -> take, Backoff.attempts(2)));
        return tests;
    }

    private void way(
            List<DynamicTest> tests, String name, Function<CompletableFuture<Integer>, CompletableFuture<?>> derive) {
        tests.add(DynamicTest.dynamicTest(name, () -> {
            CompletableFuture<?> stage = derive.apply(queue.take());
            assertTrue(stage.cancel(false));
            assertTrue(stage.isCancelled());
            queue.offer(1);
            assertEquals(1, queue.poll(), "the item is left");
        }));
    }

    @Test
    void aWithdrawnTakeIsSkipped() {
        CompletableFuture<Integer> first = queue.take();
        CompletableFuture<Integer> second = queue.take();
        CompletableFuture<Integer> third = queue.take();
        second.cancel(false);
        queue.offer(1);
        queue.offer(2);
        assertEquals(1, Await.value(first));
        assertEquals(2, Await.value(third));
    }

    @Test
    void aWithdrawnPutLeavesNoItem() {
        queue.put(1);
        queue.put(2);
        CompletableFuture<Void> third = queue.put(3);
        CompletableFuture<Void> fourth = queue.put(4);
        assertTrue(third.thenRun(() -> {}).cancel(false));
        assertInstanceOf(CancellationException.class, Await.failure(third));
        assertEquals(1, queue.poll());
        Await.value(fourth);
        assertEquals(2, queue.poll());
        assertEquals(4, queue.poll());
        assertNull(queue.poll());
    }

    @Test
    void aPutThatTimesOutLeavesNoItem() {
        queue.put(1);
        queue.put(2);
        assertInstanceOf(TimeoutException.class, Await.failure(queue.put(3).orTimeout(5, MILLISECONDS)));
        assertEquals(1, queue.poll());
        assertEquals(2, queue.poll());
        assertNull(queue.poll());
    }

    /** The take's turn is held while the item arrives. */
    private void assigned(Function<CompletableFuture<Integer>, CompletableFuture<?>> derive, Scenario scenario)
            throws IOException {
        ManualTimer timer = new ManualTimer();
        try (MemoryConnections connections = new MemoryConnections(timer);
                Connection connection = connections.open(Role.ACCEPTED)) {
            AtomicReference<CompletableFuture<?>> stage = new AtomicReference<>();
            CountDownLatch asked = new CountDownLatch(1);
            CountDownLatch go = new CountDownLatch(1);
            CompletableFuture<Void> turn = connection.channel().readLine().thenAccept(line -> {
                stage.set(derive.apply(queue.take()));
                asked.countDown();
                await(go);
            });
            connection.peer().send("go\n");
            await(asked);
            try {
                queue.offer(1);
                queue.offer(2);
                assertFalse(stage.get().isDone(), "the turn is busy");
                assertEquals(1, queue.size());
                scenario.run(stage.get(), timer);
            } finally {
                go.countDown();
            }
            Await.value(turn);
        }
    }

    private interface Scenario {
        void run(CompletableFuture<?> stage, ManualTimer timer);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void anAssignedItemGoesBackToTheFront() throws IOException {
        assigned(take -> take, (take, timer) -> {
            assertTrue(take.cancel(false));
            assertEquals(2, queue.size());
            assertEquals(1, queue.poll());
            assertEquals(2, queue.poll());
        });
    }

    @Test
    void anAssignedItemGoesBackToTheFrontIfADerivedStageIsCancelled() throws IOException {
        assigned(take -> take.thenApply(item -> item).thenRun(() -> {}), (stage, timer) -> {
            assertTrue(stage.cancel(false));
            assertEquals(1, queue.poll());
        });
    }

    @Test
    void anAssignedItemIsBackBeforeTheCancelledStageCompletes() throws IOException {
        AtomicReference<Integer> next = new AtomicReference<>();
        assigned(
                take -> {
                    CompletableFuture<Integer> stage = take.thenApply(item -> item);
                    stage.whenComplete((item, failure) -> next.set(queue.poll()));
                    return stage;
                },
                (stage, timer) -> {
                    assertTrue(stage.cancel(false));
                    assertEquals(1, next.get());
                });
    }

    @Test
    void aTakeCompletedByTheProgramReturnsItsItem() throws IOException {
        assigned(take -> take.thenApply(item -> item), (stage, timer) -> {
            assertTrue(stage.completeExceptionally(new IllegalStateException("of a test")));
            assertEquals(1, queue.poll());
        });
    }

    @Test
    void anAssignedItemWinsOverTheTimeout() throws IOException {
        AtomicReference<CompletableFuture<?>> seen = new AtomicReference<>();
        assigned(take -> take.orTimeout(50, MILLISECONDS), (take, timer) -> {
            timer.advance(Duration.ofSeconds(1));
            seen.set(take);
        });
        assertEquals(1, Await.value(seen.get()));
    }

    @Test
    void anItemThatComesBackGoesToTheNextTake() throws IOException {
        AtomicReference<CompletableFuture<Integer>> other = new AtomicReference<>();
        AsyncQueue<Integer> single = new AsyncQueue<>(1);
        try (MemoryConnections connections = new MemoryConnections();
                Connection connection = connections.open(Role.ACCEPTED)) {
            AtomicReference<CompletableFuture<Integer>> take = new AtomicReference<>();
            CompletableFuture<Void> turn = connection.channel().readLine().thenAccept(line -> {
                take.set(single.take());
                other.set(single.take());
                single.offer(1);
                take.get().cancel(false);
            });
            connection.peer().send("go\n");
            Await.value(turn);
            assertEquals(1, Await.value(other.get()));
            assertEquals(0, single.size());
        }
    }

    @Test
    void itemsThatComeBackKeepTheirOrder() {
        AsyncQueue<Integer> large = new AsyncQueue<>(5);
        List<CompletableFuture<Integer>> stages = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            large.offer(i);
        }
        for (int i = 0; i < 4; i++) {
            stages.add(large.take().thenApplyAsync(item -> item, held));
        }
        for (int i : new int[] {2, 0, 3, 1}) {
            assertTrue(stages.get(i).cancel(false));
        }
        for (int i = 0; i < 5; i++) {
            assertEquals(i, large.poll());
        }
        held.run();
        assertNull(large.poll());
    }

    @Test
    void aCompleteTakeReturnsTheItemThatNoFunctionHasReceived() {
        queue.offer(1);
        queue.offer(2);
        CompletableFuture<Integer> take = queue.take();
        assertTrue(take.isDone());
        List<Integer> received = new ArrayList<>();
        AtomicReference<Integer> next = new AtomicReference<>();
        CompletableFuture<Boolean> stage = take.thenApplyAsync(received::add, held);
        stage.whenComplete((item, failure) -> next.set(queue.poll()));
        assertTrue(stage.cancel(false));
        assertEquals(1, next.get(), "back before the stage completes");
        held.run();
        assertEquals(List.of(), received);
        assertThrows(CancellationException.class, take::join, "the item is not there twice");
        assertThrows(CancellationException.class, () -> take.getNow(0));
        assertInstanceOf(CancellationException.class, Await.failure(take.thenApply(item -> item)));
    }

    @Test
    void anItemThatAFunctionHasReceivedStaysWithTheProgram() {
        queue.offer(1);
        CompletableFuture<Integer> take = queue.take();
        CompletableFuture<Integer> stage = take.thenApplyAsync(item -> item, held);
        assertEquals(1, take.join());
        assertTrue(stage.cancel(false));
        assertNull(queue.poll());
    }

    @Test
    void anItemThatAnotherFutureHasCopiedStaysWithTheProgram() {
        queue.offer(1);
        CompletableFuture<Integer> take = queue.take();
        CompletableFuture<Integer> copy = CompletableFuture.completedFuture(0).thenCombine(take, (zero, item) -> item);
        assertTrue(take.thenApplyAsync(item -> item, held).cancel(false));
        assertEquals(1, copy.join());
        assertNull(queue.poll());
    }

    @Test
    void aPutWhoseItemIsInTheQueueHasSucceeded() throws IOException {
        queue.offer(1);
        queue.offer(2);
        try (MemoryConnections connections = new MemoryConnections();
                Connection connection = connections.open(Role.ACCEPTED)) {
            AtomicReference<CompletableFuture<Void>> put = new AtomicReference<>();
            AtomicReference<Boolean> cancelled = new AtomicReference<>();
            CompletableFuture<Void> turn = connection.channel().readLine().thenAccept(line -> {
                put.set(queue.put(3));
                assertEquals(1, queue.poll());
                cancelled.set(put.get().cancel(false) || put.get().isDone());
            });
            connection.peer().send("go\n");
            Await.value(turn);
            assertFalse(cancelled.get(), "completes later in the turn");
            Await.value(put.get());
            assertEquals(2, queue.poll());
            assertEquals(3, queue.poll());
        }
    }

    @Test
    void aStageOfTwoTakesReturnsTheItemThatHasArrived() {
        for (boolean arrivesFirst : new boolean[] {true, false}) {
            AsyncQueue<Integer> other = new AsyncQueue<>(1);
            CompletableFuture<Integer> first = queue.take();
            CompletableFuture<Integer> second = other.take();
            CompletableFuture<Integer> sum = first.thenCombine(second, Integer::sum);
            (arrivesFirst ? queue : other).offer(1);
            Await.until("the item has arrived", (arrivesFirst ? first : second)::isDone);
            assertInstanceOf(TimeoutException.class, Await.failure(sum.orTimeout(5, MILLISECONDS)));
            Await.until("the item is back", () -> (arrivesFirst ? queue : other).size() == 1);
            assertEquals(1, (arrivesFirst ? queue : other).poll());
            assertNull((arrivesFirst ? other : queue).poll());
        }
    }

    @Test
    void aStageOfTwoTakesReceivesBoth() {
        AsyncQueue<Integer> other = new AsyncQueue<>(1);
        CompletableFuture<Integer> sum = queue.take().thenCombine(other.take(), Integer::sum);
        queue.offer(1);
        other.offer(2);
        assertEquals(3, Await.value(sum));
        assertFalse(sum.cancel(false));
        assertNull(queue.poll());
        assertNull(other.poll());
    }

    @Test
    void anInterruptedOrTimedOutAwaitTakesNothing() {
        assertThrows(TimeoutException.class, () -> Futures.await(queue.take(), Duration.ofMillis(5)));
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, () -> Futures.await(queue.take()));
        queue.offer(1);
        assertEquals(1, queue.poll());
    }

    @Test
    void aRetryThatIsWithdrawnBeforeItsFunctionIsCalledReturnsTheItem() {
        queue.offer(1);
        CompletableFuture<Integer> stage =
                Futures.retry(queue::take, Backoff.attempts(2)).thenApplyAsync(item -> item, held);
        assertTrue(stage.cancel(false));
        assertEquals(1, queue.poll());
    }

    @Test
    void deepRecursionDoesNotReturnItems() {
        AsyncQueue<Integer> large = new AsyncQueue<>(1_000);
        for (int i = 0; i < 1_000; i++) {
            large.offer(i);
        }
        List<Integer> seen = new ArrayList<>();
        Await.value(run(large, seen));
        assertEquals(1_000, seen.size());
        for (int i = 0; i < 1_000; i++) {
            assertEquals(i, seen.get(i));
        }
    }

    private static CompletableFuture<Void> run(AsyncQueue<Integer> large, List<Integer> seen) {
        return large.take()
                .thenAccept(seen::add)
                .thenCompose(done -> seen.size() < 1_000 ? run(large, seen) : CompletableFuture.completedFuture(null));
    }

    @Test
    void manyTakesAreWithdrawnQuickly() {
        List<CompletableFuture<Integer>> takes = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            takes.add(queue.take());
        }
        for (int i = 0; i < takes.size(); i += 2) {
            takes.get(i).cancel(false);
        }
        assertTrue(queue.toString().contains("50000 takes"), queue.toString());
        queue.close();
        Await.until("the last one has failed", takes.get(takes.size() - 1)::isDone);
    }
}
