package dev.futurewire.internal.future;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A future whose value must be closed by its receiver. If this future or a stage derived from it is withdrawn before the value
 * has been received, the future closes the value itself.
 *
 * <h2>Theory of operation</h2>
 *
 * <p>A stage may be cancelled after this future has completed and before the stage's function is called. The value therefore
 * counts as received when a function is called with it or when a blocking call returns it, and withdrawing a stage before that
 * {@linkplain #discard discards} it. Once the function has been called, the program owns the value; a stage that the function
 * composes is withdrawn even if the function is still running.
 *
 * <p>Functions of stages with two sources are not tracked: there the value counts as received when the stage is created.
 */
public abstract class ResourceFuture<T extends @Nullable Object> extends ChannelFuture<T> {
    private volatile boolean received;
    private volatile boolean abandoned;

    protected ResourceFuture(@Nullable FutureContext context) {
        super(context);
    }

    /** Closes the value if there is one, and completes this future if it is incomplete. Any thread; may be repeated. */
    protected abstract void discard();

    /** Whether the value, which may not be there yet, has to be closed. */
    protected boolean mayHoldResource() {
        return true;
    }

    /** Whether this was withdrawn before its value was received. Must be checked again after completing this future. */
    protected final boolean abandoned() {
        return abandoned && !received;
    }

    @Override
    protected Runnable withdraw() {
        return this::abandon;
    }

    @Override
    protected Runnable undelivered() {
        return received || isCompletedExceptionally() ? NOTHING : this::abandon;
    }

    /** Tracks this future even if it is complete: the stage may be withdrawn before its executor runs the function. */
    @Override
    public <U extends @Nullable Object> CompletableFuture<U> newIncompleteFuture() {
        return new DerivedFuture<>(context(), this);
    }

    /** Closes the value, now or when it arrives, unless it has been received. */
    final void abandon() {
        abandoned = true;
        if (abandoned()) {
            discard();
        }
    }

    /**
     * Records that the program receives the value.
     *
     * @param value what is passed to a function, or returned by a blocking call
     * @param <V> its type
     * @return the same value
     * @throws CancellationException if the program must not receive it
     */
    protected <V> V receive(V value) {
        received = true;
        return value;
    }

    @Override
    public T join() {
        return receive(super.join());
    }

    @Override
    public T get() throws InterruptedException, ExecutionException {
        return receive(super.get());
    }

    @Override
    public T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        return receive(super.get(timeout, unit));
    }

    @Override
    public T getNow(T valueIfAbsent) {
        return isDone() ? receive(super.getNow(valueIfAbsent)) : super.getNow(valueIfAbsent);
    }

    @Override
    public CompletableFuture<T> toCompletableFuture() {
        return receive(this);
    }

    private <U extends @Nullable Object> Function<T, U> watched(Function<? super T, ? extends U> fn) {
        return value -> fn.apply(receive(value));
    }

    private Consumer<T> watchedAction(Consumer<? super T> action) {
        return value -> action.accept(receive(value));
    }

    @SuppressWarnings("NullAway") // null for the absent one
    private <U extends @Nullable Object> BiFunction<T, Throwable, U> watchedOutcome(
            BiFunction<? super T, Throwable, ? extends U> fn) {
        return (value, failure) -> {
            T received;
            try {
                received = receive(value);
            } catch (CancellationException returned) {
                return fn.apply(null, returned);
            }
            return fn.apply(received, failure);
        };
    }

    @SuppressWarnings("NullAway") // null for the absent one
    private BiConsumer<T, Throwable> watchedEnd(BiConsumer<? super T, ? super Throwable> action) {
        return (value, failure) -> {
            T received;
            try {
                received = receive(value);
            } catch (CancellationException returned) {
                action.accept(null, returned);
                throw returned;
            }
            action.accept(received, failure);
        };
    }

    @Override
    public <U extends @Nullable Object> CompletableFuture<U> thenApply(Function<? super T, ? extends U> fn) {
        return super.thenApply(watched(fn));
    }

    @Override
    public <U extends @Nullable Object> CompletableFuture<U> thenApplyAsync(Function<? super T, ? extends U> fn) {
        return super.thenApplyAsync(watched(fn));
    }

    @Override
    public <U extends @Nullable Object> CompletableFuture<U> thenApplyAsync(
            Function<? super T, ? extends U> fn, Executor executor) {
        return super.thenApplyAsync(watched(fn), executor);
    }

    @Override
    public CompletableFuture<Void> thenAccept(Consumer<? super T> action) {
        return super.thenAccept(watchedAction(action));
    }

    @Override
    public CompletableFuture<Void> thenAcceptAsync(Consumer<? super T> action) {
        return super.thenAcceptAsync(watchedAction(action));
    }

    @Override
    public CompletableFuture<Void> thenAcceptAsync(Consumer<? super T> action, Executor executor) {
        return super.thenAcceptAsync(watchedAction(action), executor);
    }

    @Override
    public <U extends @Nullable Object> CompletableFuture<U> handle(BiFunction<? super T, Throwable, ? extends U> fn) {
        return super.handle(watchedOutcome(fn));
    }

    @Override
    public <U extends @Nullable Object> CompletableFuture<U> handleAsync(
            BiFunction<? super T, Throwable, ? extends U> fn) {
        return super.handleAsync(watchedOutcome(fn));
    }

    @Override
    public <U extends @Nullable Object> CompletableFuture<U> handleAsync(
            BiFunction<? super T, Throwable, ? extends U> fn, Executor executor) {
        return super.handleAsync(watchedOutcome(fn), executor);
    }

    @Override
    public CompletableFuture<T> whenComplete(BiConsumer<? super T, ? super Throwable> action) {
        return super.whenComplete(watchedEnd(action));
    }

    @Override
    public CompletableFuture<T> whenCompleteAsync(BiConsumer<? super T, ? super Throwable> action) {
        return super.whenCompleteAsync(watchedEnd(action));
    }

    @Override
    public CompletableFuture<T> whenCompleteAsync(BiConsumer<? super T, ? super Throwable> action, Executor executor) {
        return super.whenCompleteAsync(watchedEnd(action), executor);
    }

    @Override
    public <U extends @Nullable Object> CompletableFuture<U> thenCompose(
            Function<? super T, ? extends CompletionStage<U>> fn) {
        return super.thenCompose(watched(fn));
    }

    @Override
    public <U extends @Nullable Object> CompletableFuture<U> thenComposeAsync(
            Function<? super T, ? extends CompletionStage<U>> fn) {
        return super.thenComposeAsync(watched(fn));
    }

    @Override
    public <U extends @Nullable Object> CompletableFuture<U> thenComposeAsync(
            Function<? super T, ? extends CompletionStage<U>> fn, Executor executor) {
        return super.thenComposeAsync(watched(fn), executor);
    }

    @Override
    public <U extends @Nullable Object, V extends @Nullable Object> CompletableFuture<V> thenCombine(
            CompletionStage<? extends U> other, BiFunction<? super T, ? super U, ? extends V> fn) {
        received = true;
        return super.thenCombine(other, fn);
    }

    @Override
    public <U extends @Nullable Object, V extends @Nullable Object> CompletableFuture<V> thenCombineAsync(
            CompletionStage<? extends U> other, BiFunction<? super T, ? super U, ? extends V> fn) {
        received = true;
        return super.thenCombineAsync(other, fn);
    }

    @Override
    public <U extends @Nullable Object, V extends @Nullable Object> CompletableFuture<V> thenCombineAsync(
            CompletionStage<? extends U> other, BiFunction<? super T, ? super U, ? extends V> fn, Executor executor) {
        received = true;
        return super.thenCombineAsync(other, fn, executor);
    }

    @Override
    public <U extends @Nullable Object> CompletableFuture<Void> thenAcceptBoth(
            CompletionStage<? extends U> other, BiConsumer<? super T, ? super U> fn) {
        received = true;
        return super.thenAcceptBoth(other, fn);
    }

    @Override
    public <U extends @Nullable Object> CompletableFuture<Void> thenAcceptBothAsync(
            CompletionStage<? extends U> other, BiConsumer<? super T, ? super U> fn) {
        received = true;
        return super.thenAcceptBothAsync(other, fn);
    }

    @Override
    public <U extends @Nullable Object> CompletableFuture<Void> thenAcceptBothAsync(
            CompletionStage<? extends U> other, BiConsumer<? super T, ? super U> fn, Executor executor) {
        received = true;
        return super.thenAcceptBothAsync(other, fn, executor);
    }

    @Override
    public <U extends @Nullable Object> CompletableFuture<U> applyToEither(
            CompletionStage<? extends T> other, Function<? super T, U> fn) {
        received = true;
        return super.applyToEither(other, fn);
    }

    @Override
    public <U extends @Nullable Object> CompletableFuture<U> applyToEitherAsync(
            CompletionStage<? extends T> other, Function<? super T, U> fn) {
        received = true;
        return super.applyToEitherAsync(other, fn);
    }

    @Override
    public <U extends @Nullable Object> CompletableFuture<U> applyToEitherAsync(
            CompletionStage<? extends T> other, Function<? super T, U> fn, Executor executor) {
        received = true;
        return super.applyToEitherAsync(other, fn, executor);
    }

    @Override
    public CompletableFuture<Void> acceptEither(CompletionStage<? extends T> other, Consumer<? super T> fn) {
        received = true;
        return super.acceptEither(other, fn);
    }

    @Override
    public CompletableFuture<Void> acceptEitherAsync(CompletionStage<? extends T> other, Consumer<? super T> fn) {
        received = true;
        return super.acceptEitherAsync(other, fn);
    }

    @Override
    public CompletableFuture<Void> acceptEitherAsync(
            CompletionStage<? extends T> other, Consumer<? super T> fn, Executor executor) {
        received = true;
        return super.acceptEitherAsync(other, fn, executor);
    }
}
