package dev.futurewire.internal.future;

import dev.futurewire.internal.time.Alarm;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Failed future of a rejected write. It records whether its failure is observed, so that a write whose result is ignored can
 * be reported if it fails.
 *
 * <p>Deriving a stage, composing with this future and reading its result count as observing it. {@code
 * CompletableFuture.allOf} and {@code anyOf} read it without calling any of its methods and are not noticed.
 */
public final class RejectedFuture<T extends @Nullable Object> extends ChannelFuture<T> {
    private volatile boolean observed;

    public RejectedFuture(FutureContext context, Throwable failure) {
        super(context);
        reject(failure);
    }

    /** Dispatches a warning unless this future is observed within the given time. */
    public void warnUnlessObserved(FutureContext context, long nanos, Runnable warning) {
        context.timer()
                .set(
                        new Alarm() {
                            @Override
                            protected void fire() {
                                if (!observed) {
                                    context.dispatch(warning);
                                }
                            }
                        },
                        context.timer().now() + nanos);
    }

    @Override
    public <U extends @Nullable Object> CompletableFuture<U> newIncompleteFuture() {
        observed = true;
        return super.newIncompleteFuture();
    }

    @Override
    public CompletableFuture<T> toCompletableFuture() {
        observed = true;
        return this;
    }

    @Override
    public T get() throws InterruptedException, ExecutionException {
        observed = true;
        return super.get();
    }

    @Override
    public T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        observed = true;
        return super.get(timeout, unit);
    }

    @Override
    public T join() {
        observed = true;
        return super.join();
    }

    @Override
    public T getNow(T valueIfAbsent) {
        observed = true;
        return super.getNow(valueIfAbsent);
    }

    @Override
    public boolean isCompletedExceptionally() {
        observed = true;
        return super.isCompletedExceptionally();
    }
}
