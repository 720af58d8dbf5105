package dev.futurewire.internal.future;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A future that stays complete, so that one instance can be shared by any number of callers. */
public final class CompletedFuture<T extends @Nullable Object> extends ChannelFuture<T> {
    private final T value;

    /** The result of {@link #thenApply} where the function returns true, as all steps of a loop but the last do. */
    private volatile @Nullable CompletedFuture<Boolean> yes;

    public CompletedFuture(@Nullable FutureContext context, T value) {
        super(context);
        this.value = value;
        resolve(value);
    }

    /** Saves completing a new future, which costs a memory fence for every line of a batch. */
    @Override
    public <U extends @Nullable Object> CompletableFuture<U> thenApply(Function<? super T, ? extends U> fn) {
        Objects.requireNonNull(fn);
        int[] depth = depth();
        FutureContext turn = postponing(depth);
        if (turn != null) {
            return postponed(turn, copy -> copy.thenApply(fn));
        }
        depth[0]++;
        try {
            return applyHere(fn);
        } finally {
            depth[0]--;
        }
    }

    @SuppressWarnings("unchecked") // a U that equals true is a Boolean
    private <U extends @Nullable Object> CompletableFuture<U> applyHere(Function<? super T, ? extends U> fn) {
        U result;
        try {
            result = fn.apply(value);
        } catch (Throwable failure) {
            return failed(context(), wrapped(failure));
        }
        return Boolean.TRUE.equals(result) ? (CompletableFuture<U>) yes() : completed(context(), result);
    }

    private CompletedFuture<Boolean> yes() {
        CompletedFuture<Boolean> known = yes;
        if (known == null) {
            known = new CompletedFuture<>(context(), true);
            yes = known;
        }
        return known;
    }

    @Override
    public void obtrudeValue(T other) {
        throw new UnsupportedOperationException("this future is shared and stays complete");
    }

    @Override
    public void obtrudeException(Throwable failure) {
        throw new UnsupportedOperationException("this future is shared and stays complete");
    }
}
