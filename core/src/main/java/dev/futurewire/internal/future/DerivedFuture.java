package dev.futurewire.internal.future;

import org.jspecify.annotations.Nullable;

/**
 * A stage that waits for another future, and perhaps for one more: see {@link SecondSource}. However it is ended before they are
 * complete, it gives them up.
 */
final class DerivedFuture<T extends @Nullable Object> extends ChannelFuture<T> {
    private final @Nullable ChannelFuture<?> parent;
    private @Nullable SecondSource link;

    DerivedFuture(@Nullable FutureContext scope, @Nullable ChannelFuture<?> parent) {
        super(scope);
        this.parent = parent;
    }

    /** What this waits for besides its parent. Before the program gets this. */
    void link(SecondSource value) {
        link = value;
    }

    @Nullable
    ChannelFuture<?> parent() {
        return parent;
    }

    @Nullable
    SecondSource link() {
        return link;
    }

    @Override
    protected Runnable withdraw() {
        SecondSource known = link;
        return known == null ? SecondSource.withdraw(parent) : known.withdrawWith(parent);
    }

    @Override
    boolean late() {
        SecondSource known = link;
        return known == null ? parent != null && parent.late() : known.lateWith(parent);
    }

    @Override
    public boolean complete(T value) {
        return endedByProgram(() -> resolve(value));
    }

    @Override
    public boolean completeExceptionally(Throwable failure) {
        return endedByProgram(() -> reject(failure));
    }
}
