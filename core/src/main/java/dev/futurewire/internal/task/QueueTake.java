package dev.futurewire.internal.task;

import dev.futurewire.internal.future.FutureContext;
import dev.futurewire.observe.Operation;

/**
 * Future of {@code AsyncQueue.take}.
 *
 * @param <T> the type of the items
 */
final class QueueTake<T> extends Waiter<T> {
    private final QueueCore<T> queue;

    /** Position of the item among all items taken; see {@link QueueCore}. Written before the item is handed over. */
    long position;

    QueueTake(FutureContext context, QueueCore<T> queue) {
        super(context);
        this.queue = queue;
    }

    @Override
    Operation operation() {
        return Operation.TAKE;
    }

    @Override
    void unlist() {
        queue.unlist(this);
    }

    @Override
    void giveBack(T unused) {
        queue.giveBack(unused, position);
    }

    @Override
    protected String describe() {
        return "AsyncQueue.take";
    }
}
