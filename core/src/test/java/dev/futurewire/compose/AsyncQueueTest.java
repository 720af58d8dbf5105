package dev.futurewire.compose;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.AsyncQueue;
import dev.futurewire.Futures;
import dev.futurewire.QueueClosedException;
import dev.futurewire.support.Await;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** What the operations of a queue do, without withdrawals. */
final class AsyncQueueTest {
    private final AsyncQueue<Integer> queue = new AsyncQueue<>(2);

    @Test
    void itemsComeOutInTheOrderInWhichTheyWereAdded() {
        assertTrue(queue.put(1).isDone());
        assertTrue(queue.offer(2));
        assertEquals(2, queue.size());
        assertEquals(1, queue.take().join());
        assertEquals(2, queue.poll());
        assertNull(queue.poll());
        assertEquals(0, queue.size());
    }

    @Test
    void takeWaitsForAnItem() {
        CompletableFuture<Integer> take = queue.take();
        assertFalse(take.isDone());
        assertTrue(queue.offer(1));
        assertEquals(1, Await.value(take));
        assertEquals(0, queue.size());
    }

    @Test
    void putWaitsForRoom() {
        queue.put(1);
        queue.put(2);
        CompletableFuture<Void> third = queue.put(3);
        CompletableFuture<Void> fourth = queue.put(4);
        assertFalse(third.isDone());
        assertEquals(2, queue.size());
        assertFalse(queue.offer(5), "full");
        assertEquals(1, queue.take().join());
        Await.value(third);
        assertFalse(fourth.isDone());
        assertEquals(2, queue.poll());
        Await.value(fourth);
        assertEquals(3, queue.take().join());
        assertEquals(4, queue.take().join());
    }

    @Test
    void takesAreServedInTheOrderOfTheirCalls() {
        List<CompletableFuture<Integer>> takes = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            takes.add(queue.take());
        }
        for (int i = 0; i < 100; i++) {
            queue.offer(i);
        }
        for (int i = 0; i < 100; i++) {
            assertEquals(i, Await.value(takes.get(i)));
        }
    }

    @Test
    void anItemAssignedToAWaitingTakeDoesNotCountAsQueued() {
        queue.take();
        assertTrue(queue.offer(1));
        assertEquals(0, queue.size());
        assertTrue(queue.offer(2));
        assertTrue(queue.offer(3));
        assertFalse(queue.offer(4));
    }

    @Test
    void aClosedQueueGivesWhatIsInIt() {
        queue.put(1);
        queue.put(2);
        queue.close();
        assertEquals(2, queue.size());
        assertEquals(1, queue.take().join());
        assertEquals(2, queue.poll());
        assertInstanceOf(QueueClosedException.class, Await.failure(queue.take()));
        assertNull(queue.poll());
    }

    @Test
    void closingFailsWaitingTakes() {
        CompletableFuture<Integer> first = queue.take();
        CompletableFuture<Integer> second = queue.take();
        queue.close();
        assertInstanceOf(QueueClosedException.class, Await.failure(first));
        assertInstanceOf(QueueClosedException.class, Await.failure(second));
    }

    @Test
    void closingFailsWaitingAndLaterPuts() {
        queue.put(1);
        queue.put(2);
        CompletableFuture<Void> waiting = queue.put(3);
        queue.close();
        assertInstanceOf(QueueClosedException.class, Await.failure(waiting));
        assertInstanceOf(QueueClosedException.class, Await.failure(queue.put(4)));
        assertFalse(queue.offer(5));
        assertEquals(1, queue.poll());
        assertEquals(2, queue.poll());
        assertNull(queue.poll(), "nothing of the failed puts");
    }

    @Test
    void closingTwiceHasNoEffect() {
        queue.put(1);
        queue.close();
        queue.close();
        assertEquals(1, queue.poll());
    }

    @Test
    void nullItemsAreRejected() {
        assertThrows(NullPointerException.class, () -> queue.put(null));
        assertThrows(NullPointerException.class, () -> queue.offer(null));
        assertEquals(0, queue.size());
    }

    @Test
    void theCapacityIsAtLeastOne() {
        assertEquals(
                "capacity must be at least 1: 0",
                assertThrows(IllegalArgumentException.class, () -> new AsyncQueue<>(0))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> new AsyncQueue<>(-1));
    }

    @Test
    void aTakeCanTimeOut() {
        assertInstanceOf(TimeoutException.class, Await.failure(queue.take().orTimeout(5, MILLISECONDS)));
        assertEquals(7, Await.value(queue.take().completeOnTimeout(7, 5, MILLISECONDS)));
        queue.offer(1);
        assertEquals(1, queue.poll(), "no take is left");
    }

    @Test
    void recursionOverTakesThatCompleteAtOnceIsBounded() {
        AsyncQueue<Integer> large = new AsyncQueue<>(100_000);
        for (int i = 0; i < 100_000; i++) {
            large.offer(i);
        }
        large.close();
        assertInstanceOf(QueueClosedException.class, Await.failure(drain(large)));
        assertEquals(0, large.size());
    }

    private static CompletableFuture<Void> drain(AsyncQueue<Integer> large) {
        return large.take().thenCompose(item -> drain(large));
    }

    @Test
    void aConsumerLoopEndsWithTheQueue() {
        List<Integer> consumed = Collections.synchronizedList(new ArrayList<>());
        CompletableFuture<Void> consumer =
                Futures.repeatWhile(() -> queue.take().thenApply(consumed::add));
        CompletableFuture<Void> producer = CompletableFuture.completedFuture(null);
        for (int i = 0; i < 10; i++) {
            int item = i;
            producer = producer.thenCompose(done -> queue.put(item));
        }
        Await.value(producer);
        queue.close();
        assertInstanceOf(QueueClosedException.class, Await.failure(consumer));
        assertEquals(List.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9), consumed);
    }
}
