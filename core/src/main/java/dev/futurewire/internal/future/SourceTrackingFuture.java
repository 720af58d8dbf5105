package dev.futurewire.internal.future;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A future whose dependent stages know both of their sources: this future, and the other stage of a combination or the stage
 * that a composing function returns.
 *
 * <p>The superclass creates every stage by {@link #newIncompleteFuture}, which knows this future only. The methods here add
 * the {@link SecondSource}.
 *
 * <p>The other stage of a combination may be of any class, see {@link CompletionStages#toFuture}.
 */
public abstract class SourceTrackingFuture<T extends @Nullable Object> extends BoundedDepthFuture<T> {
    @Override
    public <U extends @Nullable Object> CompletableFuture<U> thenComposeAsync(
            Function<? super T, ? extends CompletionStage<U>> fn) {
        return thenComposeAsync(fn, defaultExecutor());
    }

    @Override
    public <U extends @Nullable Object> CompletableFuture<U> thenComposeAsync(
            Function<? super T, ? extends CompletionStage<U>> fn, Executor executor) {
        SecondSource.ComposingFunction<T, U> secondSource = new SecondSource.ComposingFunction<>(fn);
        return SecondSource.compose(super.thenComposeAsync(secondSource, executor), secondSource);
    }

    @Override
    public CompletableFuture<T> exceptionallyCompose(Function<Throwable, ? extends CompletionStage<T>> fn) {
        SecondSource.ComposingFunction<Throwable, T> secondSource = new SecondSource.ComposingFunction<>(fn);
        return SecondSource.compose(super.exceptionallyCompose(secondSource), secondSource);
    }

    @Override
    public CompletableFuture<T> exceptionallyComposeAsync(Function<Throwable, ? extends CompletionStage<T>> fn) {
        return exceptionallyComposeAsync(fn, defaultExecutor());
    }

    @Override
    public CompletableFuture<T> exceptionallyComposeAsync(
            Function<Throwable, ? extends CompletionStage<T>> fn, Executor executor) {
        SecondSource.ComposingFunction<Throwable, T> secondSource = new SecondSource.ComposingFunction<>(fn);
        return SecondSource.compose(super.exceptionallyComposeAsync(secondSource, executor), secondSource);
    }

    @Override
    public <U extends @Nullable Object, V extends @Nullable Object> CompletableFuture<V> thenCombine(
            CompletionStage<? extends U> other, BiFunction<? super T, ? super U, ? extends V> fn) {
        CompletableFuture<? extends U> second = CompletionStages.toFuture(other);
        return SecondSource.combine(super.thenCombine(second, fn), second, false);
    }

    @Override
    public <U extends @Nullable Object, V extends @Nullable Object> CompletableFuture<V> thenCombineAsync(
            CompletionStage<? extends U> other, BiFunction<? super T, ? super U, ? extends V> fn) {
        return thenCombineAsync(other, fn, defaultExecutor());
    }

    @Override
    public <U extends @Nullable Object, V extends @Nullable Object> CompletableFuture<V> thenCombineAsync(
            CompletionStage<? extends U> other, BiFunction<? super T, ? super U, ? extends V> fn, Executor executor) {
        CompletableFuture<? extends U> second = CompletionStages.toFuture(other);
        return SecondSource.combine(super.thenCombineAsync(second, fn, executor), second, false);
    }

    @Override
    public <U extends @Nullable Object> CompletableFuture<Void> thenAcceptBoth(
            CompletionStage<? extends U> other, BiConsumer<? super T, ? super U> action) {
        CompletableFuture<? extends U> second = CompletionStages.toFuture(other);
        return SecondSource.combine(super.thenAcceptBoth(second, action), second, false);
    }

    @Override
    public <U extends @Nullable Object> CompletableFuture<Void> thenAcceptBothAsync(
            CompletionStage<? extends U> other, BiConsumer<? super T, ? super U> action) {
        return thenAcceptBothAsync(other, action, defaultExecutor());
    }

    @Override
    public <U extends @Nullable Object> CompletableFuture<Void> thenAcceptBothAsync(
            CompletionStage<? extends U> other, BiConsumer<? super T, ? super U> action, Executor executor) {
        CompletableFuture<? extends U> second = CompletionStages.toFuture(other);
        return SecondSource.combine(super.thenAcceptBothAsync(second, action, executor), second, false);
    }

    @Override
    public CompletableFuture<Void> runAfterBoth(CompletionStage<?> other, Runnable action) {
        CompletableFuture<?> second = CompletionStages.toFuture(other);
        return SecondSource.combine(super.runAfterBoth(second, action), second, false);
    }

    @Override
    public CompletableFuture<Void> runAfterBothAsync(CompletionStage<?> other, Runnable action) {
        return runAfterBothAsync(other, action, defaultExecutor());
    }

    @Override
    public CompletableFuture<Void> runAfterBothAsync(CompletionStage<?> other, Runnable action, Executor executor) {
        CompletableFuture<?> second = CompletionStages.toFuture(other);
        return SecondSource.combine(super.runAfterBothAsync(second, action, executor), second, false);
    }

    @Override
    public <U extends @Nullable Object> CompletableFuture<U> applyToEither(
            CompletionStage<? extends T> other, Function<? super T, U> fn) {
        CompletableFuture<? extends T> second = CompletionStages.toFuture(other);
        return SecondSource.combine(super.applyToEither(second, fn), second, true);
    }

    @Override
    public <U extends @Nullable Object> CompletableFuture<U> applyToEitherAsync(
            CompletionStage<? extends T> other, Function<? super T, U> fn) {
        return applyToEitherAsync(other, fn, defaultExecutor());
    }

    @Override
    public <U extends @Nullable Object> CompletableFuture<U> applyToEitherAsync(
            CompletionStage<? extends T> other, Function<? super T, U> fn, Executor executor) {
        CompletableFuture<? extends T> second = CompletionStages.toFuture(other);
        return SecondSource.combine(super.applyToEitherAsync(second, fn, executor), second, true);
    }

    @Override
    public CompletableFuture<Void> acceptEither(CompletionStage<? extends T> other, Consumer<? super T> action) {
        CompletableFuture<? extends T> second = CompletionStages.toFuture(other);
        return SecondSource.combine(super.acceptEither(second, action), second, true);
    }

    @Override
    public CompletableFuture<Void> acceptEitherAsync(CompletionStage<? extends T> other, Consumer<? super T> action) {
        return acceptEitherAsync(other, action, defaultExecutor());
    }

    @Override
    public CompletableFuture<Void> acceptEitherAsync(
            CompletionStage<? extends T> other, Consumer<? super T> action, Executor executor) {
        CompletableFuture<? extends T> second = CompletionStages.toFuture(other);
        return SecondSource.combine(super.acceptEitherAsync(second, action, executor), second, true);
    }

    @Override
    public CompletableFuture<Void> runAfterEither(CompletionStage<?> other, Runnable action) {
        CompletableFuture<?> second = CompletionStages.toFuture(other);
        return SecondSource.combine(super.runAfterEither(second, action), second, true);
    }

    @Override
    public CompletableFuture<Void> runAfterEitherAsync(CompletionStage<?> other, Runnable action) {
        return runAfterEitherAsync(other, action, defaultExecutor());
    }

    @Override
    public CompletableFuture<Void> runAfterEitherAsync(CompletionStage<?> other, Runnable action, Executor executor) {
        CompletableFuture<?> second = CompletionStages.toFuture(other);
        return SecondSource.combine(super.runAfterEitherAsync(second, action, executor), second, true);
    }
}
