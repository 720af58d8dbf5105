package dev.futurewire.internal.future;

import dev.futurewire.internal.callsite.CallSites;
import dev.futurewire.observe.Awaiting;
import dev.futurewire.observe.Operation;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Future of a pending operation. A result, a timeout and a cancellation compete to complete it; the one whose {@link #claim()}
 * succeeds does. The channel consumes input only after a successful claim, so a timeout or cancellation at that moment loses no
 * byte.
 *
 * @param <T> the type of the result
 */
public abstract class PendingOperation<T extends @Nullable Object> extends SingleListenerFuture<T> {
    private static final VarHandle CLAIMED;

    static {
        try {
            CLAIMED = MethodHandles.lookup().findVarHandle(PendingOperation.class, "claimed", boolean.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    /** When the operation began to wait. */
    public final long since;

    /** The call site, as {@link CallSites#resolve} takes it. Confined to the thread that created this future. */
    @Nullable
    public Object callSite;

    private volatile boolean claimed;

    /** All dependents have been notified. */
    private volatile boolean settled;

    protected PendingOperation(FutureContext context, long since, @Nullable Object callSite) {
        super(context);
        this.since = since;
        this.callSite = callSite;
    }

    /**
     * Returns the kind of operation.
     *
     * @return the kind
     */
    public abstract Operation kind();

    /**
     * Claims the right to complete this future.
     *
     * @return true for the first caller only
     */
    public final boolean claim() {
        return CLAIMED.compareAndSet(this, false, true);
    }

    /**
     * Returns whether this future has been claimed, and so no longer waits.
     *
     * @return true after a claim
     */
    public final boolean claimed() {
        return claimed || isDone();
    }

    /**
     * Returns when this operation times out.
     *
     * @return a time of the channel's timer, or 0 if there is no timeout
     */
    public long deadline() {
        return 0;
    }

    /** Ends this because its deadline has passed, unless it has ended already. */
    public void expire() {
        expire(null, true);
    }

    /**
     * Completes this future. Requires a successful claim.
     *
     * @param value the result
     */
    public final void finish(T value) {
        resolve(value);
        settled = true;
    }

    /**
     * Fails this future. Requires a successful claim.
     *
     * @param failure the cause
     */
    public final void fail(Throwable failure) {
        reject(failure);
        settled = true;
    }

    /** Saves the intermediate objects of the superclass; most pending operations are continued by this method. */
    @Override
    public <U extends @Nullable Object> CompletableFuture<U> thenCompose(
            Function<? super T, ? extends CompletionStage<U>> fn) {
        if (!isDone()) {
            ComposedFuture<T, U> composition = new ComposedFuture<>(this, Objects.requireNonNull(fn));
            if (setListener(composition)) {
                return composition;
            }
        }
        return super.thenCompose(fn);
    }

    @Override
    protected Runnable withdraw() {
        if (claim()) {
            return () -> fail(new CancellationException("withdrawn by a derived stage"));
        }
        return delivering() ? TOO_LATE : NOTHING;
    }

    @Override
    protected boolean delivering() {
        return claimed && !settled;
    }

    @Override
    protected boolean expire(@Nullable Supplier<T> valueAtTimeout, boolean late) {
        if (claim()) {
            if (valueAtTimeout != null) {
                finish(valueAtTimeout.get());
            } else {
                fail(FailureOrigins.mark(context(), new TimeoutException()));
            }
        }
        return true;
    }

    /**
     * Returns how many bytes have arrived or are queued.
     *
     * @return the number of bytes; may be out of date
     */
    protected long bytes() {
        return 0;
    }

    @Override
    protected final @Nullable Awaiting awaiting() {
        return awaiting(bytes());
    }

    /**
     * Describes this operation. Any thread.
     *
     * @param bytes the number of bytes that have arrived or are queued
     * @return null if it no longer waits
     */
    public final @Nullable Awaiting awaiting(long bytes) {
        FutureContext context = context();
        if (claimed() || context == null) {
            return null;
        }
        long now = context.timer().now();
        long deadline = deadline();
        return new Awaiting(
                kind(),
                CallSites.resolve(callSite),
                Duration.ofNanos(Math.max(0, now - since)),
                deadline == 0 ? null : Duration.ofNanos(deadline - now),
                bytes,
                null,
                context.id());
    }

    @Override
    protected String describe() {
        StackTraceElement line = CallSites.resolve(callSite);
        return kind().methodName() + (line == null ? "" : " at " + line);
    }

    @Override
    public boolean complete(T value) {
        if (claim()) {
            finish(value);
            return true;
        }
        return false;
    }

    @Override
    public boolean completeExceptionally(Throwable failure) {
        if (claim()) {
            fail(failure);
            return true;
        }
        return false;
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        if (claim()) {
            // Not super.cancel(), which would claim again.
            fail(new CancellationException());
            return true;
        }
        return isCancelled();
    }
}
