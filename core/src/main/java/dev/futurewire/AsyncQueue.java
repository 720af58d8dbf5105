package dev.futurewire;

import dev.futurewire.internal.task.QueueCore;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A bounded first-in-first-out queue whose operations return futures instead of blocking. It passes items from producers to
 * consumers, which may be different connections.
 *
 * <pre>{@code
 * AsyncQueue<Job> jobs = new AsyncQueue<>(100);
 *
 * // In a handler: waits while 100 jobs are queued.
 * jobs.put(job).thenCompose(done -> channel.write("queued\n"))
 *
 * // A consumer:
 * Futures.repeatWhile(() -> jobs.take().thenCompose(this::run).thenApply(done -> true))
 * }</pre>
 *
 * <p><b>Order.</b> Items are taken in the order in which they were put. Takes are served in the order in which they were called,
 * and so are puts.
 *
 * <p><b>Threads.</b> All methods may be called from any thread and do not block. A future that has to wait completes later in the
 * turn of the connection in whose callback the method was called, otherwise on a loop. It never completes within the call that
 * serves it, such as {@link #offer}. A future that does not have to wait is complete when it is returned.
 *
 * <p><b>Withdrawal.</b> Cancelling or timing out a future of {@code put} or {@code take}, or a stage derived from it, withdraws
 * the operation. A put that is withdrawn leaves no item. A take that is withdrawn takes none: an item that was already assigned
 * to it, but that no function or blocking call has received, returns to the front of the queue, or goes to the take that has
 * waited longest. A stage that combines a take with another future ({@code thenCombine}) has received the item once both are
 * complete. Once the item of a put is in the queue, the put has succeeded, and {@code cancel} returns {@code false} while its
 * future is being completed.
 *
 * <p>A connection that ends does not withdraw the takes and puts of its handler.
 *
 * @param <T> the type of the items
 */
public final class AsyncQueue<T> {
    private final QueueCore<T> core;

    /**
     * Creates an empty queue.
     *
     * @param capacity the maximum number of items, at least 1
     * @throws IllegalArgumentException if the capacity is less than 1
     */
    public AsyncQueue(int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("capacity must be at least 1: " + capacity);
        }
        core = new QueueCore<>(capacity);
    }

    /**
     * Adds an item at the end. Waits while the queue is full.
     *
     * @param item the item
     * @return completes when the item is in the queue or has been assigned to a take. Fails with {@link QueueClosedException}
     *     if the queue is closed before that; the item is then not in the queue
     * @throws NullPointerException if the item is null
     * @throws java.io.UncheckedIOException if this is called outside a loop and no loop can be started; the item is then not
     *     in the queue
     */
    public CompletableFuture<Void> put(T item) {
        return core.put(Objects.requireNonNull(item, "item"));
    }

    /**
     * Removes the first item. Waits while the queue is empty.
     *
     * @return completes with the item. Fails with {@link QueueClosedException} if the queue is closed and has no more items
     * @throws java.io.UncheckedIOException if this is called outside a loop and no loop can be started; no item is removed
     */
    public CompletableFuture<T> take() {
        return core.take();
    }

    /**
     * Adds an item at the end if the queue is not full.
     *
     * @param item the item
     * @return {@code false} if the queue is full or closed; the item is then not in the queue
     * @throws NullPointerException if the item is null
     */
    public boolean offer(T item) {
        return core.offer(Objects.requireNonNull(item, "item"));
    }

    /**
     * Removes the first item if there is one.
     *
     * @return the item, or null if the queue is empty
     */
    public @Nullable T poll() {
        return core.poll();
    }

    /**
     * Closes the queue to further items. Takes get the items that are still in the queue; after the last one they fail with
     * {@link QueueClosedException}. Takes and puts that are waiting fail with it as well, and so do later puts. Has no effect
     * if the queue is closed already.
     */
    public void close() {
        core.close();
    }

    /**
     * Returns the number of items in the queue, without those of waiting puts. It exceeds the capacity while items that takes
     * have returned find their places occupied.
     *
     * @return the number of items at this moment
     */
    public int size() {
        return core.size();
    }

    /** Describes the state, for log messages. */
    @Override
    public String toString() {
        return "AsyncQueue" + core;
    }
}
