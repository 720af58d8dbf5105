package dev.futurewire.compose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.AsyncQueue;
import dev.futurewire.AsyncSemaphore;
import dev.futurewire.Futures;
import dev.futurewire.QueueClosedException;
import dev.futurewire.support.Await;
import dev.futurewire.support.Connection;
import dev.futurewire.support.MemoryConnections;
import dev.futurewire.support.Role;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A million items pass through a short queue with constant stack and memory. */
@Tag("slow")
final class MillionItemsTest {
    private static final int ITEMS = 1_000_000;
    private static final long MAX_GROWTH = 32L << 20;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final AsyncQueue<Integer> queue = new AsyncQueue<>(16);
    private int produced;
    private int consumed;
    private long growth;
    private long before;

    private static long used() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private CompletableFuture<Void> produce() {
        return Futures.repeatWhile(() -> {
            if (produced == ITEMS) {
                queue.close();
                return CompletableFuture.completedFuture(false);
            }
            return queue.put(produced++).thenApply(done -> true);
        });
    }

    private CompletableFuture<Void> consume() {
        before = used();
        return Futures.repeatWhile(() -> queue.take().thenApply(item -> {
            assertEquals(consumed, item);
            consumed++;
            if (consumed % 250_000 == 0) {
                growth = Math.max(growth, used() - before);
            }
            return true;
        }));
    }

    private void assertPassed(CompletableFuture<Void> producer, CompletableFuture<Void> consumer) {
        Await.value(producer, PATIENCE);
        assertInstanceOf(QueueClosedException.class, Await.failure(consumer));
        assertEquals(ITEMS, consumed);
        assertTrue(growth < MAX_GROWTH, "the heap grew by " + growth);
    }

    @Test
    void betweenTwoConnections() throws IOException {
        try (MemoryConnections here = new MemoryConnections();
                MemoryConnections there = new MemoryConnections();
                Connection producer = here.open(Role.ACCEPTED);
                Connection consumer = there.open(Role.ACCEPTED)) {
            assertPassed(inTurn(producer, this::produce), inTurn(consumer, this::consume));
        }
    }

    @Test
    void betweenTwoCallbacksOfOneConnection() throws IOException {
        try (MemoryConnections connections = new MemoryConnections();
                Connection connection = connections.open(Role.ACCEPTED)) {
            CompletableFuture<Void> consumer = inTurn(connection, this::consume);
            assertPassed(inTurn(connection, this::produce), consumer);
        }
    }

    @Test
    void betweenTwoThreads() throws InterruptedException {
        CompletableFuture<CompletableFuture<Void>> producer = new CompletableFuture<>();
        Thread thread = new Thread(() -> producer.complete(produce()));
        thread.start();
        CompletableFuture<Void> consumer = consume();
        thread.join();
        assertPassed(producer.join(), consumer);
    }

    @Test
    void aMillionSections() {
        AsyncSemaphore semaphore = new AsyncSemaphore(1);
        int[] entered = new int[1];
        Supplier<CompletableFuture<Void>> worker = () -> Futures.repeatWhile(
                () -> semaphore.with(() -> CompletableFuture.completedFuture(++entered[0] < ITEMS)));
        before = used();
        CompletableFuture<Void> first = worker.get();
        CompletableFuture<Void> second = worker.get();
        Await.value(first, PATIENCE);
        Await.value(second, PATIENCE);
        assertTrue(entered[0] >= ITEMS);
        assertTrue(used() - before < MAX_GROWTH);
    }

    private static <T> CompletableFuture<T> inTurn(Connection connection, Supplier<CompletableFuture<T>> operation) {
        CompletableFuture<CompletableFuture<T>> started = new CompletableFuture<>();
        connection.channel().readLine().thenRun(() -> started.complete(operation.get()));
        connection.peer().send("go\n");
        return Await.value(started);
    }
}
