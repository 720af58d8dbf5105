package dev.futurewire.internal.task;

import dev.futurewire.internal.future.FutureContext;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Implements {@link dev.futurewire.AsyncSemaphore}.
 *
 * <p>The lock is this object's monitor, held to count permits and to move waiters, never while a future is completed. While it
 * is free, nothing waits if there is a permit; {@link QueueCore} explains why a list may still contain a waiter that is being
 * withdrawn.
 */
public final class SemaphoreCore {
    private static final String ACQUIRE = "a callback of AsyncSemaphore.acquire";
    private static final String SECTION = "a callback of AsyncSemaphore.with";

    private final WaiterList<SemaphoreAcquire> acquires = new WaiterList<>();

    /** A long, because permits that came back may exceed the limit of {@link #release}. */
    private long permits;

    /**
     * Creates a semaphore.
     *
     * @param permits the number of permits
     */
    public SemaphoreCore(int permits) {
        this.permits = permits;
    }

    /**
     * Implements {@code acquire}.
     *
     * @return the future
     */
    public CompletableFuture<Void> acquire() {
        return asVoid(Waiter.begun(acquire(WaiterContext.current(ACQUIRE))));
    }

    SemaphoreAcquire acquire(FutureContext context) {
        SemaphoreAcquire acquire = new SemaphoreAcquire(context, this);
        synchronized (this) {
            if (permits == 0) {
                acquires.add(acquire);
                return acquire;
            }
            permits--;
        }
        acquire.grantNow();
        return acquire;
    }

    /** Implements {@code release}. */
    public void release() {
        release(Integer.MAX_VALUE);
    }

    /** Takes back a permit that was acquired by a future which has been withdrawn, or by a section. */
    void giveBack() {
        release(Long.MAX_VALUE);
    }

    private void release(long limit) {
        SemaphoreAcquire acquire;
        synchronized (this) {
            acquire = acquires.poll();
            while (acquire != null && !acquire.grant()) {
                acquire = acquires.poll();
            }
            if (acquire == null) {
                if (permits >= limit) {
                    throw new IllegalStateException(
                            "release() beyond " + limit + " permits: it was called more often than acquire()");
                }
                permits++;
            }
        }
        if (acquire != null) {
            acquire.dispatch();
        }
    }

    /**
     * Implements {@code with}.
     *
     * @param body starts the work
     * @param <T> the type of the result
     * @return the future
     */
    public <T extends @Nullable Object> CompletableFuture<T> with(Supplier<? extends CompletionStage<T>> body) {
        return with(WaiterContext.current(SECTION), body);
    }

    <T extends @Nullable Object> SemaphoreSection<T> with(
            FutureContext context, Supplier<? extends CompletionStage<T>> body) {
        SemaphoreSection<T> section = new SemaphoreSection<>(context, this, body);
        section.start();
        return section;
    }

    synchronized void unlist(SemaphoreAcquire acquire) {
        acquires.remove(acquire);
    }

    /** Describes the state. */
    @Override
    public synchronized String toString() {
        return "[" + permits + " permits, " + acquires.size() + " acquires wait]";
    }

    @SuppressWarnings("NullAway") // CompletableFuture<Void> is declared without its only value, null
    private static CompletableFuture<Void> asVoid(CompletableFuture<@Nullable Void> future) {
        return future;
    }
}
