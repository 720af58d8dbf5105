package dev.futurewire.internal.future;

import dev.futurewire.internal.callsite.CallSites;
import dev.futurewire.observe.Operation;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An operation that waits. Exactly one party may end it, the one whose {@link #claim()} succeeds: the channel that has
 * its result, a timeout, a cancellation. The channel consumes input only after it has won the claim, so a lost race
 * costs no byte.
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

    public final long since;

    /** The program's source line: a frame, or what is expected to be it. Belongs to the one who made this. */
    @Nullable
    public Object callSite;

    private volatile boolean claimed;

    /** Everybody who waited for this has been told. */
    private volatile boolean settled;

    protected PendingOperation(FutureContext context, long since, @Nullable Object callSite) {
        super(context);
        this.since = since;
        this.callSite = callSite;
    }

    public abstract Operation kind();

    /** Wins the right to end this, once. */
    public final boolean claim() {
        return CLAIMED.compareAndSet(this, false, true);
    }

    /** Whether somebody has won: this waits no more. */
    public final boolean claimed() {
        return claimed || isDone();
    }

    /** When it times out, or 0. */
    public long deadline() {
        return 0;
    }

    /** Ends this because its deadline has passed, unless it has ended already. */
    public void expire() {
        expire(null, true);
    }

    /** Ends this with a value, after a won claim. */
    public final void finish(T value) {
        resolve(value);
        settled = true;
    }

    /** Ends this with a failure, after a won claim. */
    public final void fail(Throwable failure) {
        reject(failure);
        settled = true;
    }

    /** What nearly every operation that waits is continued with. */
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
    boolean delivering() {
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
            // Not super.cancel(): it would ask for the claim again by completing.
            fail(new CancellationException());
            return true;
        }
        return isCancelled();
    }
}
