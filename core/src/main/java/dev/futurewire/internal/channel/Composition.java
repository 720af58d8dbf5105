package dev.futurewire.internal.channel;

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
final class Composition<T extends @Nullable Object, U extends @Nullable Object> extends DirectFuture<U>
        implements BiConsumer<T, @Nullable Throwable> {
    private final PendingOperation<T> operation;
    private final Function<? super T, ? extends CompletionStage<U>> function;
    private volatile @Nullable CompletionStage<U> composed;

    Composition(PendingOperation<T> operation, Function<? super T, ? extends CompletionStage<U>> function) {
        super(operation.scope());
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
            completeExceptionally(wrapped(failure));
            return;
        }
        CompletionStage<U> stage;
        try {
            stage = Objects.requireNonNull(function.apply(value), "the function returned null");
        } catch (Throwable thrown) {
            completeExceptionally(wrapped(thrown));
            return;
        }
        composed = stage;
        if (stage instanceof CompletableFuture<U> future && future.isDone() && !future.isCompletedExceptionally()) {
            complete(future.join());
        } else {
            relay(stage);
        }
    }

    /**
     * By the superclass, so that a chain of stages each of which waits for the next, as recursion makes it, completes one
     * after the other and not one inside the other.
     */
    private void relay(CompletionStage<U> stage) {
        detach();
        Start<U> start = new Start<>(this);
        start.compose(stage);
        start.begin();
    }

    @Override
    Runnable withdraw() {
        return DerivedFuture.withdraw(operation, () -> composed);
    }

    @Override
    boolean late() {
        return operation.late();
    }

    /** What a relay begins with: the stage composed with this is one that there is already. */
    private static final class Start<U extends @Nullable Object> extends CompletableFuture<@Nullable Void> {
        private final CompletableFuture<U> relayed;

        Start(CompletableFuture<U> relayed) {
            this.relayed = relayed;
        }

        void compose(CompletionStage<U> stage) {
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
