package dev.futurewire.internal.channel;

import org.jspecify.annotations.Nullable;

/**
 * A stage that waits for another future, and perhaps for one more: see {@link Link}. However it is ended before they are
 * complete, it gives them up.
 */
final class DerivedFuture<T extends @Nullable Object> extends WireFuture<T> {
    private final @Nullable WireFuture<?> parent;
    private @Nullable Link link;

    DerivedFuture(@Nullable Scope scope, @Nullable WireFuture<?> parent) {
        super(scope);
        this.parent = parent;
    }

    /** What this waits for besides its parent. Before the program gets this. */
    void link(Link value) {
        link = value;
    }

    @Nullable
    WireFuture<?> parent() {
        return parent;
    }

    @Nullable
    Link link() {
        return link;
    }

    @Override
    Runnable withdraw() {
        Link known = link;
        return known == null ? Link.withdraw(parent) : known.withdrawWith(parent);
    }

    @Override
    boolean late() {
        Link known = link;
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
