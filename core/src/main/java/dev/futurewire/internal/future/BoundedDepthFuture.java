package dev.futurewire.internal.future;

import dev.futurewire.internal.loop.LoopThread;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A future that bounds the depth of nested callbacks, so that programs may loop by recursion.
 *
 * <h2>Theory of operation</h2>
 *
 * <p>A complete {@code CompletableFuture} calls a function inside the call that attaches it. A program that loops by recursion
 * ({@code readLine().thenCompose(line -> next())}) therefore nests deeper with each step, and a {@code StackOverflowError}
 * ends up in a stage that may never be inspected. A write is complete at once while its queue is short; a read started on
 * another thread may be complete by the time it returns.
 *
 * <p>Nested calls are therefore counted per thread. A call beyond {@link #MAX_DEPTH} is deferred to the context's turn: the
 * function is attached to a copy of this future, which the turn completes after the stack has unwound.
 *
 * <p>A future that another thread completes while a function is being attached is not counted. This does not happen often
 * enough in a row to matter.
 */
public abstract class BoundedDepthFuture<T extends @Nullable Object> extends CompletableFuture<T> {
    /**
     * Limit of nested calls: 128, about 100 KiB of stack in the interpreter. More than the number of reads that a channel
     * completes immediately in a row, so that limit applies first.
     */
    static final int MAX_DEPTH = 128;

    /** Depth on threads that are not a loop's. An array, whose class does not pin a class loader. */
    private static final ThreadLocal<int[]> NESTED = ThreadLocal.withInitial(() -> new int[1]);

    /** Returns the context to defer calls to, or null to never defer. */
    protected abstract @Nullable FutureContext context();

    /** Returns the current thread's depth, in an array of one element. */
    static int[] depth() {
        LoopThread thread = LoopThread.current();
        return thread != null ? thread.nesting() : NESTED.get();
    }

    /**
     * Runs an action that calls functions of the program, unless such calls are nested too deep.
     *
     * @return false if the action has not run
     */
    protected static boolean runNested(Runnable action) {
        int[] depth = depth();
        if (depth[0] >= MAX_DEPTH) {
            return false;
        }
        depth[0]++;
        try {
            action.run();
        } finally {
            depth[0]--;
        }
        return true;
    }

    /** Returns the context that has to run a call at this depth, or null if it may run here. */
    final @Nullable FutureContext postponing(int[] depth) {
        return depth[0] < MAX_DEPTH ? null : context();
    }

    /**
     * Attaches a function to this complete future, here or in the context's turn. {@link ChannelFuture#thenCompose} and {@link
     * CompletedFuture#thenApply}, which run for every line of a batch, inline this: the suppliers cost a tenth of the time of
     * pipelined lines.
     */
    private <R> R nested(Supplier<R> now, Function<CompletableFuture<T>, R> later) {
        int[] depth = depth();
        FutureContext context = postponing(depth);
        if (context != null) {
            return postponed(context, later);
        }
        depth[0]++;
        try {
            return now.get();
        } finally {
            depth[0]--;
        }
    }

    /** Attaches a function to a copy of this future that the context's turn completes. */
    final <R> R postponed(FutureContext context, Function<CompletableFuture<T>, R> attach) {
        ChannelFuture<T> copy = (ChannelFuture<T>) this.<T>newIncompleteFuture();
        R attached = attach.apply(copy);
        whenDone((value, failure) -> context.dispatch(() -> {
            // Not by complete(), which would withdraw this future.
            if (failure != null) {
                copy.reject(failure);
            } else {
                copy.resolve(value);
            }
        }));
        return attached;
    }

    /** Runs an action when this future completes, normally or not; immediately if it is complete. */
    public final void whenDone(BiConsumer<? super T, ? super Throwable> action) {
        super.whenComplete(action);
    }

    @Override
    public <U extends @Nullable Object> CompletableFuture<U> thenApply(Function<? super T, ? extends U> fn) {
        return isDone() ? nested(() -> super.thenApply(fn), copy -> copy.thenApply(fn)) : super.thenApply(fn);
    }

    @Override
    public CompletableFuture<Void> thenAccept(Consumer<? super T> action) {
        return isDone()
                ? nested(() -> super.thenAccept(action), copy -> copy.thenAccept(action))
                : super.thenAccept(action);
    }

    @Override
    public CompletableFuture<Void> thenRun(Runnable action) {
        return isDone() ? nested(() -> super.thenRun(action), copy -> copy.thenRun(action)) : super.thenRun(action);
    }

    @Override
    public <U extends @Nullable Object> CompletableFuture<U> handle(BiFunction<? super T, Throwable, ? extends U> fn) {
        return isDone() ? nested(() -> super.handle(fn), copy -> copy.handle(fn)) : super.handle(fn);
    }

    @Override
    public CompletableFuture<T> whenComplete(BiConsumer<? super T, ? super Throwable> action) {
        return isDone()
                ? nested(() -> super.whenComplete(action), copy -> copy.whenComplete(action))
                : super.whenComplete(action);
    }

    @Override
    public CompletableFuture<T> exceptionally(Function<Throwable, ? extends T> fn) {
        return isDone()
                ? nested(() -> super.exceptionally(fn), copy -> copy.exceptionally(fn))
                : super.exceptionally(fn);
    }

    @Override
    public CompletableFuture<T> exceptionallyCompose(Function<Throwable, ? extends CompletionStage<T>> fn) {
        return isDone()
                ? nested(() -> super.exceptionallyCompose(fn), copy -> copy.exceptionallyCompose(fn))
                : super.exceptionallyCompose(fn);
    }

    @Override
    public <U extends @Nullable Object, V extends @Nullable Object> CompletableFuture<V> thenCombine(
            CompletionStage<? extends U> other, BiFunction<? super T, ? super U, ? extends V> fn) {
        return isDone()
                ? nested(() -> super.thenCombine(other, fn), copy -> copy.thenCombine(other, fn))
                : super.thenCombine(other, fn);
    }

    @Override
    public <U extends @Nullable Object> CompletableFuture<Void> thenAcceptBoth(
            CompletionStage<? extends U> other, BiConsumer<? super T, ? super U> action) {
        return isDone()
                ? nested(() -> super.thenAcceptBoth(other, action), copy -> copy.thenAcceptBoth(other, action))
                : super.thenAcceptBoth(other, action);
    }

    @Override
    public CompletableFuture<Void> runAfterBoth(CompletionStage<?> other, Runnable action) {
        return isDone()
                ? nested(() -> super.runAfterBoth(other, action), copy -> copy.runAfterBoth(other, action))
                : super.runAfterBoth(other, action);
    }

    @Override
    public <U extends @Nullable Object> CompletableFuture<U> applyToEither(
            CompletionStage<? extends T> other, Function<? super T, U> fn) {
        return isDone()
                ? nested(() -> super.applyToEither(other, fn), copy -> copy.applyToEither(other, fn))
                : super.applyToEither(other, fn);
    }

    @Override
    public CompletableFuture<Void> acceptEither(CompletionStage<? extends T> other, Consumer<? super T> action) {
        return isDone()
                ? nested(() -> super.acceptEither(other, action), copy -> copy.acceptEither(other, action))
                : super.acceptEither(other, action);
    }

    @Override
    public CompletableFuture<Void> runAfterEither(CompletionStage<?> other, Runnable action) {
        return isDone()
                ? nested(() -> super.runAfterEither(other, action), copy -> copy.runAfterEither(other, action))
                : super.runAfterEither(other, action);
    }
}
