package dev.futurewire.internal.future;

import org.jspecify.annotations.Nullable;

/**
 * A stage derived from a channel future, and perhaps from a {@link SecondSource}. If it is completed before them, by
 * whatever method, it withdraws them.
 */
final class DerivedFuture<T extends @Nullable Object> extends ChannelFuture<T> {
    private final @Nullable ChannelFuture<?> parent;
    private @Nullable SecondSource secondSource;

    DerivedFuture(@Nullable FutureContext context, @Nullable ChannelFuture<?> parent) {
        super(context);
        this.parent = parent;
    }

    /** Sets the second source. Called before the program gets this future. */
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
    protected boolean delivering() {
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
