package dev.futurewire;

import dev.futurewire.internal.task.SemaphoreCore;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A counting semaphore whose {@code acquire} returns a future instead of blocking. It limits how many operations are in
 * progress at the same time.
 *
 * <pre>{@code
 * AsyncSemaphore backends = new AsyncSemaphore(20);
 *
 * backends.with(() -> query(line)).thenCompose(channel::write)
 * }</pre>
 *
 * <p><b>Order.</b> Permits are granted in the order in which {@code acquire} and {@code with} were called.
 *
 * <p><b>Threads.</b> All methods may be called from any thread and do not block. A future that has to wait completes later in the
 * turn of the connection in whose callback the method was called, otherwise on a loop. It never completes within the call of
 * {@link #release} that serves it. A future that does not have to wait is complete when it is returned.
 *
 * <p><b>Withdrawal.</b> Cancelling or timing out a future of {@code acquire}, or a stage derived from it, withdraws the acquire. A
 * permit that was already granted to it, but that no function or blocking call has received, goes back. A permit that has been
 * received must be released by the program; {@link #with} does so in all cases.
 */
public final class AsyncSemaphore {
    private final SemaphoreCore core;

    /**
     * Creates a semaphore.
     *
     * @param permits the number of permits that are available at first; 0 is allowed
     * @throws IllegalArgumentException if the number is negative
     */
    public AsyncSemaphore(int permits) {
        if (permits < 0) {
            throw new IllegalArgumentException("permits must not be negative: " + permits);
        }
        core = new SemaphoreCore(permits);
    }

    /**
     * Acquires a permit. Waits while none is available.
     *
     * @return completes when the permit has been granted; does not fail
     * @throws java.io.UncheckedIOException if this is called outside a loop and no loop can be started; no permit is acquired
     */
    public CompletableFuture<Void> acquire() {
        return core.acquire();
    }

    /**
     * Releases a permit, which is granted to the acquire that has waited longest. As with {@link
     * java.util.concurrent.Semaphore}, the permit need not have been acquired before; this adds one.
     *
     * @throws IllegalStateException if {@link Integer#MAX_VALUE} permits are available; the number is then unchanged
     */
    public void release() {
        core.release();
    }

    /**
     * Runs an operation with a permit: acquires it, calls the body, and releases the permit when the body's stage has ended.
     *
     * <p>The permit is released exactly once, before the returned future completes: also if the body throws an exception or
     * returns null, and if its stage fails. If the returned future or a stage derived from it is cancelled or times out, the
     * acquire is withdrawn, or the body's stage is: a stage of this library is withdrawn, any other is cancelled as far as it
     * supports that. The permit of a stage that has not ended then, because it cannot be cancelled, is released only when it
     * ends: its work goes on, and counts.
     *
     * @param body starts the operation. It is called on the calling thread if a permit is available, otherwise in the turn of
     *     the connection in whose callback this method was called, or on a loop
     * @param <T> the type of the result
     * @return completes with the value of the body's stage. Fails with its failure (for a {@link
     *     java.util.concurrent.CompletionException}, the cause), with an exception that the body throws, or with {@link
     *     NullPointerException} if the body returns null
     * @throws java.io.UncheckedIOException if this is called outside a loop and no loop can be started; the body is not called
     */
    public <T extends @Nullable Object> CompletableFuture<T> with(Supplier<? extends CompletionStage<T>> body) {
        return core.with(Objects.requireNonNull(body, "body"));
    }

    /** Describes the state, for log messages. */
    @Override
    public String toString() {
        return "AsyncSemaphore" + core;
    }
}
