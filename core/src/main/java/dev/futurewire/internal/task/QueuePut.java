package dev.futurewire.internal.task;

import dev.futurewire.internal.future.FutureContext;
import dev.futurewire.observe.Operation;
import org.jspecify.annotations.Nullable;

/**
 * Future of an {@code AsyncQueue.put} that waits for room. Once the item is in the queue, the put has succeeded and cannot be
 * withdrawn.
 *
 * @param <T> the type of the items
 */
final class QueuePut<T> extends Waiter<@Nullable Void> {
    private final QueueCore<T> queue;

    /** The item; null after a withdrawal. Read by the owner with its lock, after this has been handed its place. */
    @Nullable
    T item;

    QueuePut(FutureContext context, QueueCore<T> queue, T item) {
        super(context);
        this.queue = queue;
        this.item = item;
    }

    /** Records that the item is in the queue, like {@link #hand}. */
    @SuppressWarnings("NullAway") // null is the only value
    boolean admitted() {
        return hand(null);
    }

    @Override
    Operation operation() {
        return Operation.PUT;
    }

    @Override
    void unlist() {
        queue.unlist(this);
        item = null;
    }

    @Override
    boolean returnable() {
        return false;
    }

    @Override
    void giveBack(@Nullable Void unused) {
        throw new AssertionError();
    }

    @Override
    protected String describe() {
        return "AsyncQueue.put";
    }
}
