package dev.futurewire.internal.future;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What {@code thenCompose} makes of an operation that waits: the stage, the function and the operation's dependent in one.
 * Means what the superclass's {@code thenCompose} does.
 *
 * @param <T> what the operation yields
 * @param <U> what the function's stage yields
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

    /** The operation has ended. */
    @Override
    public void accept(T value, @Nullable Throwable failure) {
        if (isDone()) {
            // Given up: the function is not called any more.
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
            // Given up while the function was called.
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
     * By the superclass, so that a chain of stages each of which waits for the next, as recursion makes it, completes one
     * after the other and not one inside the other.
     */
    private void relay(CompletionStage<U> stage) {
        detachListener();
        Start<U> start = new Start<>(this);
        try {
            start.compose(CompletionStages.toFuture(stage));
        } catch (Throwable thrown) {
            // A stage of the program's own that cannot even be attached to.
            reject(wrapped(thrown));
            return;
        }
        start.begin();
    }

    PendingOperation<T> operation() {
        return operation;
    }

    /** What this waits for besides the operation. */
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
    boolean delivering() {
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

    /** What a relay begins with: the stage composed with this is one that there is already. */
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
        @SuppressWarnings("unchecked") // asked for by compose() only, whose stage has this type
        public <V extends @Nullable Object> CompletableFuture<V> newIncompleteFuture() {
            return (CompletableFuture<V>) relayed;
        }
    }
}
