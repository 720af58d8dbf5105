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
 * A future on which a program may recurse: what is attached to it does not run one inside the other without bound.
 *
 * <h2>Theory of operation</h2>
 *
 * <p>A {@code CompletableFuture} that is complete calls what is attached to it inside the call that attaches. A program that
 * goes on by recursion ({@code readLine().thenCompose(line -> next())}) then nests deeper with each step, and an overflow of
 * the stack goes into a stage at which perhaps nobody looks. A write is complete at once while its queue is short; a read that
 * another thread than the loop's begins can be complete when it returns, if the loop is quick.
 *
 * <p>So calls that nest are counted, for each thread. One that would be too deep is left to the context's turn: what is
 * attached waits for a copy of this future, which the turn completes, and the stack unwinds.
 *
 * <p>A future that is completed by another thread just while something is attached is not counted. That cannot happen often
 * enough in a row to matter: nothing is waited for in that moment.
 */
public abstract class BoundedDepthFuture<T extends @Nullable Object> extends CompletableFuture<T> {
    /**
     * How many calls may run one inside the other. Some 100 KiB of stack by the interpreter; more than the reads of a
     * channel that complete in a row at once, so that those come first.
     */
    static final int MAX_DEPTH = 128;

    /** How deep the calls are, on threads that are no loop's. The array's class is the JDK's: it keeps no class loader. */
    private static final ThreadLocal<int[]> NESTED = ThreadLocal.withInitial(() -> new int[1]);

    /** Where this belongs; null: nowhere, and nothing is postponed. */
    protected abstract @Nullable FutureContext context();

    /** How deep the current thread's calls are nested: a counter of one element. */
    static int[] depth() {
        LoopThread thread = LoopThread.current();
        return thread != null ? thread.nesting() : NESTED.get();
    }

    /** Whose turn has to call what is attached to this, which is complete; null: it may be called here. */
    final @Nullable FutureContext postponing(int[] depth) {
        return depth[0] < MAX_DEPTH ? null : context();
    }

    /**
     * This is complete: calls what is attached, or leaves that to the context's turn. The two ways to attach that each line of a
     * batch takes ({@link ChannelFuture#thenCompose}, {@link CompletedFuture#thenApply}) do the same without the objects that this
     * is called with: those took a tenth of the time of pipelined lines.
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

    /** Attaches something to a copy of this that a context's turn completes. */
    final <R> R postponed(FutureContext context, Function<CompletableFuture<T>, R> attach) {
        CompletableFuture<T> copy = newIncompleteFuture();
        R attached = attach.apply(copy);
        whenDone((value, failure) -> context.dispatch(() -> {
            if (failure != null) {
                copy.completeExceptionally(failure);
            } else {
                copy.complete(value);
            }
        }));
        return attached;
    }

    /** Runs something when this completes, however it does; inside this call if it has. */
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
