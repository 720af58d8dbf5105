package dev.futurewire.internal.future;

import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
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
    protected void expireIn(FutureContext context, Runnable expiry) {
        if (parent == null) {
            super.expireIn(context, expiry);
        } else {
            parent.expireIn(context, expiry);
        }
    }

    @Override
    protected @Nullable FutureContext failureOrigin(@Nullable FutureContext context) {
        return parent == null ? context : parent.failureOrigin(context);
    }

    @Override
    protected void addConnections(Set<FutureContext> connections) {
        if (parent == null || parent.isDone()) {
            super.addConnections(connections);
        } else {
            parent.addConnections(connections);
        }
    }

    @Override
    protected boolean delivering() {
        SecondSource known = secondSource;
        return known == null ? parent != null && parent.delivering() : known.deliveringWith(parent);
    }

    @Override
    protected void sources(Consumer<CompletionStage<?>> receiver) {
        if (parent != null) {
            receiver.accept(parent);
        }
        SecondSource known = secondSource;
        CompletionStage<?> other = known == null ? null : known.stage();
        if (other != null) {
            receiver.accept(other);
        }
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
