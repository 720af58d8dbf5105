package dev.futurewire.internal.future;

import dev.futurewire.internal.time.Alarm;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The failed future of a write that was refused. Remembers whether anybody looked at it: a write that was fired and
 * forgotten and did not happen is worth a warning.
 *
 * <p>Looking is deriving a stage, composing with it, or asking for the result. Only {@code CompletableFuture.allOf} and
 * {@code anyOf} look without leaving a trace here.
 */
public final class RejectedFuture<T extends @Nullable Object> extends ChannelFuture<T> {
    private volatile boolean looked;

    public RejectedFuture(FutureContext context, Throwable failure) {
        super(context);
        reject(failure);
    }

    /** Tells if nobody has looked within a while. */
    public void warnUnlessObserved(FutureContext context, long nanos, Runnable telling) {
        context.timer()
                .set(
                        new Alarm() {
                            @Override
                            protected void fire() {
                                if (!looked) {
                                    context.dispatch(telling);
                                }
                            }
                        },
                        context.timer().now() + nanos);
    }

    @Override
    public <U extends @Nullable Object> CompletableFuture<U> newIncompleteFuture() {
        looked = true;
        return super.newIncompleteFuture();
    }

    @Override
    public CompletableFuture<T> toCompletableFuture() {
        looked = true;
        return this;
    }

    @Override
    public T get() throws InterruptedException, ExecutionException {
        looked = true;
        return super.get();
    }

    @Override
    public T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        looked = true;
        return super.get(timeout, unit);
    }

    @Override
    public T join() {
        looked = true;
        return super.join();
    }

    @Override
    public T getNow(T valueIfAbsent) {
        looked = true;
        return super.getNow(valueIfAbsent);
    }

    @Override
    public boolean isCompletedExceptionally() {
        looked = true;
        return super.isCompletedExceptionally();
    }
}
