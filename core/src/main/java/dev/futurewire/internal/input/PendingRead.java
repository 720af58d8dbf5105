package dev.futurewire.internal.input;

import dev.futurewire.internal.callsite.CallSiteCache;
import dev.futurewire.internal.frame.InputBuffer;
import dev.futurewire.internal.frame.ScanResult;
import dev.futurewire.internal.future.FutureTimeout;
import dev.futurewire.internal.future.PendingOperation;
import dev.futurewire.observe.Operation;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Future of a read that waits for its record. */
public final class PendingRead<T extends @Nullable Object> extends PendingOperation<T> {
    /** A {@link ReadWithDefault} if the read completes with a value on timeout. Written before the deadline. */
    private ReadRequest<T> request;

    private volatile long deadline;

    public PendingRead(ReadContext context, ReadRequest<T> request, long since, @Nullable Object callSite) {
        super(context, since, callSite);
        this.request = request;
    }

    @Override
    public Operation kind() {
        return request.operation();
    }

    /** Called when a function is attached, which confirms the call site of the first read in a loop's step. */
    private void continued(Class<?> continuation) {
        if (callSite instanceof CallSiteCache.Unconfirmed first) {
            callSite = first.continued(kind(), continuation);
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

    /** Called for any other dependent stage: the expected call site cannot be confirmed. */
    @Override
    public <U extends @Nullable Object> CompletableFuture<U> newIncompleteFuture() {
        continued(PendingRead.class);
        return super.newIncompleteFuture();
    }

    public ReadRequest<T> request() {
        return request;
    }

    public ScanResult scan(InputBuffer input, int limit) {
        return request.scan(input, limit);
    }

    @Override
    public long deadline() {
        return deadline;
    }

    @Override
    protected long bytes() {
        return context() instanceof ReadContext context ? context.buffered() : 0;
    }

    /** Sets the deadline. The path of every {@code readLine().orTimeout()}: two stores, and at most one alarm per timeout. */
    @Override
    protected void startTimeout(long nanos, @Nullable Supplier<T> value) {
        ReadContext context = (ReadContext) Objects.requireNonNull(context());
        long now = context.timer().now();
        long until = FutureTimeout.after(now, nanos);
        long earlier = deadline;
        if (earlier != 0 && earlier - until <= 0) {
            return;
        }
        ReadRequest<T> plain = request.plain();
        request = value == null ? plain : new ReadWithDefault<>(plain, value);
        deadline = until == 0 ? 1 : until;
        context.ensureAlarm(until);
    }

    @Override
    public void expire() {
        expire(request.valueAtTimeout(), true);
    }
}
