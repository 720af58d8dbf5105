package dev.futurewire.internal.task;

import dev.futurewire.QueueClosedException;
import dev.futurewire.internal.future.ChannelFuture;
import dev.futurewire.internal.future.FutureContext;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Implements {@link dev.futurewire.AsyncQueue}.
 *
 * <h2>Theory of operation</h2>
 *
 * <p>The lock is this object's monitor. It is held to move items and waiters, never while a future is completed: the waiters
 * that a call has served are {@linkplain Waiter#dispatch dispatched} after the lock has been released. While the lock is free:
 *
 * <ul>
 *   <li>if a take waits, there is no item;
 *   <li>if a put waits, there are at least as many items as the capacity;
 *   <li>if the queue is closed, nothing waits.
 * </ul>
 *
 * <p>A waiter that is withdrawn at this moment may still be in its list; handing it something fails, and the next one is tried.
 *
 * <p>An item that a take gives back goes to the front. Takes may give back their items in any order, so items are numbered when
 * they are taken for the first time, and those that came back are sorted by that number: all of them precede the items that
 * have never been taken.
 *
 * @param <T> the type of the items
 */
public final class QueueCore<T> {
    private static final String TAKE = "a callback of AsyncQueue.take";
    private static final String PUT = "a callback of AsyncQueue.put";

    private final int capacity;

    /** Items that have never been taken. */
    private final ArrayDeque<T> items = new ArrayDeque<>();

    /** Items that came back. */
    private final PriorityQueue<Returned<T>> returned = new PriorityQueue<>(1);

    private final WaiterList<QueueTake<T>> takes = new WaiterList<>();
    private final WaiterList<QueuePut<T>> puts = new WaiterList<>();

    /** Number of items that have been taken, without those that came back before. */
    private long taken;

    private boolean closed;

    private record Returned<T>(T item, long position) implements Comparable<Returned<T>> {
        @Override
        public int compareTo(Returned<T> other) {
            return Long.compare(position, other.position);
        }
    }

    /**
     * Creates an empty queue.
     *
     * @param capacity the number of items from which puts wait
     */
    public QueueCore(int capacity) {
        this.capacity = capacity;
    }

    /**
     * Implements {@code put}.
     *
     * @param item the item
     * @return the future
     */
    public CompletableFuture<Void> put(T item) {
        return asVoid(Waiter.begun(put(WaiterContext.current(PUT), item)));
    }

    ChannelFuture<@Nullable Void> put(FutureContext context, T item) {
        QueueTake<T> take = null;
        QueuePut<T> waiting = null;
        boolean rejected = false;
        synchronized (this) {
            if (closed) {
                rejected = true;
            } else {
                take = handNew(item);
                if (take == null && size() < capacity) {
                    items.addLast(item);
                } else if (take == null) {
                    waiting = new QueuePut<>(context, this, item);
                    puts.add(waiting);
                }
            }
        }
        if (take != null) {
            take.dispatch();
        }
        if (rejected) {
            return ChannelFuture.failed(context, new QueueClosedException());
        }
        return waiting != null ? waiting : done(context);
    }

    /**
     * Implements {@code offer}.
     *
     * @param item the item
     * @return whether the queue has accepted it
     */
    public boolean offer(T item) {
        QueueTake<T> take;
        synchronized (this) {
            if (closed) {
                return false;
            }
            take = handNew(item);
            if (take == null) {
                if (size() >= capacity) {
                    return false;
                }
                items.addLast(item);
            }
        }
        if (take != null) {
            take.dispatch();
        }
        return true;
    }

    /**
     * Implements {@code take}.
     *
     * @return the future
     */
    public CompletableFuture<T> take() {
        return Waiter.begun(take(WaiterContext.current(TAKE)));
    }

    ChannelFuture<T> take(FutureContext context) {
        QueueTake<T> take = new QueueTake<>(context, this);
        T item;
        QueuePut<T> put = null;
        synchronized (this) {
            item = next(take);
            if (item != null) {
                put = admit();
            } else if (!closed) {
                takes.add(take);
                return take;
            }
        }
        if (put != null) {
            put.dispatch();
        }
        if (item == null) {
            return ChannelFuture.failed(context, new QueueClosedException());
        }
        take.deliverNow(item);
        return take;
    }

    /**
     * Implements {@code poll}.
     *
     * @return the first item, or null
     */
    public @Nullable T poll() {
        T item;
        QueuePut<T> put;
        synchronized (this) {
            item = next(null);
            put = item == null ? null : admit();
        }
        if (put != null) {
            put.dispatch();
        }
        return item;
    }

    /** Implements {@code close}. */
    public void close() {
        List<Waiter<?>> failed = new ArrayList<>();
        synchronized (this) {
            closed = true;
            for (Waiter<?> each = takes.poll(); each != null; each = takes.poll()) {
                if (each.handFailure(new QueueClosedException())) {
                    failed.add(each);
                }
            }
            for (Waiter<?> each = puts.poll(); each != null; each = puts.poll()) {
                if (each.handFailure(new QueueClosedException())) {
                    failed.add(each);
                }
            }
        }
        failed.forEach(Waiter::dispatch);
    }

    /**
     * Implements {@code size}.
     *
     * @return the number of items
     */
    public synchronized int size() {
        return items.size() + returned.size();
    }

    /** Describes the state. */
    @Override
    public synchronized String toString() {
        return "[" + size() + " of " + capacity + ", " + takes.size() + " takes and " + puts.size() + " puts wait"
                + (closed ? ", closed]" : "]");
    }

    /** Returns an item to the front, or hands it to the take that has waited longest. */
    void giveBack(T item, long position) {
        QueueTake<T> take;
        synchronized (this) {
            take = hand(item, position);
            if (take == null) {
                returned.add(new Returned<>(item, position));
            }
        }
        if (take != null) {
            take.dispatch();
        }
    }

    synchronized void unlist(QueueTake<T> take) {
        takes.remove(take);
    }

    synchronized void unlist(QueuePut<T> put) {
        puts.remove(put);
    }

    /** Hands a new item to a waiting take, if there is one. With the lock. */
    private @Nullable QueueTake<T> handNew(T item) {
        QueueTake<T> take = hand(item, taken);
        if (take != null) {
            taken++;
        }
        return take;
    }

    private @Nullable QueueTake<T> hand(T item, long position) {
        for (QueueTake<T> take = takes.poll(); take != null; take = takes.poll()) {
            take.position = position;
            if (take.hand(item)) {
                return take;
            }
        }
        return null;
    }

    /** Removes and returns the first item, or returns null. With the lock. */
    private @Nullable T next(@Nullable QueueTake<T> take) {
        Returned<T> first = returned.poll();
        long position = first != null ? first.position : taken;
        T item = first != null ? first.item : items.pollFirst();
        if (first == null && item != null) {
            taken++;
        }
        if (take != null) {
            take.position = position;
        }
        return item;
    }

    /** Moves the item of the put that has waited longest into the queue, if there is room. With the lock. */
    private @Nullable QueuePut<T> admit() {
        if (size() >= capacity) {
            return null;
        }
        for (QueuePut<T> put = puts.poll(); put != null; put = puts.poll()) {
            T item = put.item;
            if (item != null && put.admitted()) {
                items.addLast(item);
                return put;
            }
        }
        return null;
    }

    @SuppressWarnings("NullAway") // null is the only value
    private static ChannelFuture<@Nullable Void> done(FutureContext context) {
        return ChannelFuture.completed(context, null);
    }

    @SuppressWarnings("NullAway") // CompletableFuture<Void> is declared without its only value, null
    private static CompletableFuture<Void> asVoid(CompletableFuture<@Nullable Void> future) {
        return future;
    }
}
