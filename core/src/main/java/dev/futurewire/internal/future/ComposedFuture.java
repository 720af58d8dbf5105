package dev.futurewire.internal.future;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The result of {@code thenCompose} on a pending operation: stage, function holder and listener of the operation in one
 * object. Behaves like the stage that {@code CompletableFuture.thenCompose} returns.
 *
 * @param <T> the type of the operation's result
 * @param <U> the type of the result of the function's stage
 */
final class ComposedFuture<T extends @Nullable Object, U extends @Nullable Object> extends SingleListenerFuture<U>
        implements BiConsumer<T, @Nullable Throwable> {
    private final PendingOperation<T> operation;
    private final Function<? super T, ? extends CompletionStage<U>> function;
    private volatile @Nullable CompletionStage<U> composed;

    ComposedFuture(PendingOperation<T> operation, Function<? super T, ? extends CompletionStage<U>> function) {
        super(operation.context());
        this.operation = operation;
        this.function = function;
    }

    /** Called when the operation has completed. */
    @Override
    public void accept(T value, @Nullable Throwable failure) {
        if (isDone()) {
            // Withdrawn: the function is not called.
            return;
        }
        if (failure != null) {
            reject(wrapped(failure));
            return;
        }
        CompletionStage<U> stage;
        try {
            stage = Objects.requireNonNull(function.apply(value), "the function returned null");
        } catch (Throwable thrown) {
            reject(wrapped(thrown));
            return;
        }
        composed = stage;
        if (isDone()) {
            // Withdrawn while the function ran.
            CompletionStages.giveUp(stage);
            return;
        }
        CompletableFuture<U> known = CompletionStages.inspectable(stage);
        if (known != null && known.isDone() && !known.isCompletedExceptionally()) {
            resolve(known.join());
        } else {
            relay(stage);
        }
    }

    /**
     * Completes this future with the stage's result, by the superclass: recursion makes chains of any length, which the
     * superclass completes in a loop.
     */
    private void relay(CompletionStage<U> stage) {
        detachListener();
        Start<U> start = new Start<>(this);
        try {
            start.compose(CompletionStages.toFuture(stage));
        } catch (Throwable thrown) {
            // A stage of a foreign class that rejects dependents.
            reject(wrapped(thrown));
            return;
        }
        start.begin();
    }

    PendingOperation<T> operation() {
        return operation;
    }

    /** Returns a view of this future as the second source of its own chain. */
    SecondSource.Composed secondSource() {
        return new SecondSource.Composed() {
            @Override
            @Nullable
            CompletionStage<?> composed() {
                return composed;
            }

            @Override
            ChannelFuture<?> owner() {
                return ComposedFuture.this;
            }
        };
    }

    @Override
    protected Runnable withdraw() {
        return secondSource().withdrawWith(operation);
    }

    @Override
    protected boolean delivering() {
        return operation.delivering();
    }

    @Override
    public boolean complete(U value) {
        return completeByProgram(() -> resolve(value));
    }

    @Override
    public boolean completeExceptionally(Throwable failure) {
        return completeByProgram(() -> reject(failure));
    }

    /** A completed future whose {@code thenCompose} relays into an existing future instead of creating one. */
    private static final class Start<U extends @Nullable Object> extends CompletableFuture<@Nullable Void> {
        private final CompletableFuture<U> relayed;

        Start(CompletableFuture<U> relayed) {
            this.relayed = relayed;
        }

        void compose(CompletableFuture<U> stage) {
            thenCompose(ignored -> stage);
        }

        @SuppressWarnings("NullAway") // null is this future's only value
        void begin() {
            complete(null);
        }

        @Override
        @SuppressWarnings("unchecked") // called by compose() only, whose stage has this type
        public <V extends @Nullable Object> CompletableFuture<V> newIncompleteFuture() {
            return (CompletableFuture<V>) relayed;
        }
    }
}
