package dev.futurewire.internal.channel;

import dev.futurewire.internal.frame.Frame;
import dev.futurewire.internal.frame.InputBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A read that waits for its unit. */
final class PendingRead<T extends @Nullable Object> extends PendingOperation<T> {
    private final StreamChannel channel;
    private final ReadKind<T> read;
    private volatile long deadline;
    private @Nullable Supplier<T> valueAtTimeout;

    /** Waits to see how this is continued; null if nobody does. */
    private @Nullable StepSites step;

    PendingRead(StreamChannel channel, ReadKind<T> read, long since, @Nullable Object callSite) {
        super(channel, read.operation(), since, callSite);
        this.channel = channel;
        this.read = read;
    }

    /** This is the first read of a loop's step. */
    void inStep(StepSites sites) {
        step = sites;
    }

    /** A function has been attached: is this the read that it was taken for? */
    private void continued(Class<?> continuation) {
        StepSites sites = step;
        if (sites == null) {
            return;
        }
        step = null;
        if (!(callSite instanceof StepSites.Expected expected)) {
            sites.learn(kind, callSite, continuation);
        } else if (expected.continuation == continuation) {
            callSite = expected.frame;
        } else {
            sites.surprised();
            callSite = CallSites.capture();
        }
    }

    @Override
    public <U extends @Nullable Object> CompletableFuture<U> thenCompose(
            Function<? super T, ? extends CompletionStage<U>> fn) {
        continued(fn.getClass());
        return super.thenCompose(fn);
    }

    @Override
    public <U extends @Nullable Object> CompletableFuture<U> thenApply(Function<? super T, ? extends U> fn) {
        continued(fn.getClass());
        return super.thenApply(fn);
    }

    @Override
    public <U extends @Nullable Object> CompletableFuture<U> handle(BiFunction<? super T, Throwable, ? extends U> fn) {
        continued(fn.getClass());
        return super.handle(fn);
    }

    @Override
    public CompletableFuture<T> whenComplete(BiConsumer<? super T, ? super Throwable> action) {
        continued(action.getClass());
        return super.whenComplete(action);
    }

    /** Some other way to continue: what is expected cannot be confirmed any more. */
    @Override
    public <U extends @Nullable Object> CompletableFuture<U> newIncompleteFuture() {
        continued(PendingRead.class);
        return super.newIncompleteFuture();
    }

    ReadKind<T> read() {
        return read;
    }

    Frame look(InputBuffer input, int limit) {
        return read.look(input, limit);
    }

    @Override
    long deadline() {
        return deadline;
    }

    /** Two stores and, once in a deadline's time, an alarm: this is what every {@code readLine().orTimeout()} does. */
    @Override
    void arm(long nanos, @Nullable Supplier<T> value) {
        long now = channel.timer().now();
        long until = Deadline.after(now, nanos);
        long earlier = deadline;
        if (earlier != 0 && earlier - until <= 0) {
            return;
        }
        valueAtTimeout = value;
        deadline = until == 0 ? 1 : until;
        channel.clock().ensure(until);
    }

    /** The deadline has passed. Inside the channel's turn. */
    void expire() {
        expire(valueAtTimeout);
    }
}
