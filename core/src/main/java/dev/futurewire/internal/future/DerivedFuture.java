package dev.futurewire.internal.future;

import org.jspecify.annotations.Nullable;

/**
 * A stage that waits for another future, and perhaps for one more: see {@link SecondSource}. However it is ended before they are
 * complete, it gives them up.
 */
final class DerivedFuture<T extends @Nullable Object> extends ChannelFuture<T> {
    private final @Nullable ChannelFuture<?> parent;
    private @Nullable SecondSource secondSource;

    DerivedFuture(@Nullable FutureContext context, @Nullable ChannelFuture<?> parent) {
        super(context);
        this.parent = parent;
    }

    /** What this waits for besides its parent. Before the program gets this. */
    void secondSource(SecondSource value) {
        secondSource = value;
    }

    @Nullable
    ChannelFuture<?> parent() {
        return parent;
    }

    @Nullable
    SecondSource secondSource() {
        return secondSource;
    }

    @Override
    protected Runnable withdraw() {
        SecondSource known = secondSource;
        return known == null ? SecondSource.withdraw(parent) : known.withdrawWith(parent);
    }

    @Override
    boolean delivering() {
        SecondSource known = secondSource;
        return known == null ? parent != null && parent.delivering() : known.deliveringWith(parent);
    }

    @Override
    public boolean complete(T value) {
        return completeByProgram(() -> resolve(value));
    }

    @Override
    public boolean completeExceptionally(Throwable failure) {
        return completeByProgram(() -> reject(failure));
    }
}
