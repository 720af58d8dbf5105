package dev.futurewire.internal.future;

import dev.futurewire.internal.loop.LoopThread;
import dev.futurewire.internal.loop.VirtualLoop;
import dev.futurewire.observe.Awaiting;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Base class of the futures that channels return.
 *
 * <h2>Theory of operation</h2>
 *
 * <p>A channel future differs from a plain {@code CompletableFuture} in three ways:
 *
 * <ul>
 *   <li>Cancelling it, timing it out, or completing it by hand also <em>withdraws</em> the operation that it waits for, so
 *       that another read can take its place. This holds for every stage derived from it; a {@link DerivedFuture} knows its
 *       parent and its {@link SecondSource}.
 *   <li>Timeouts expire in the turn of the {@link FutureContext}, never on the timer's thread.
 *   <li>Blocking on an incomplete future on a loop's thread fails at once instead of deadlocking.
 * </ul>
 *
 * <p>Withdrawal has two steps. {@link #withdraw} claims the operation and returns an action; the caller then completes this
 * future and runs the action, which completes the futures upstream. This order keeps the upstream result from becoming this
 * future's result. If the operation's result is already being delivered, {@code withdraw} returns {@link #TOO_LATE} and
 * the future stays as it is.
 *
 * <p>Code of this library completes a future by {@link #resolve} and {@link #reject}; {@code complete} and {@code
 * completeExceptionally} are left to programs and withdraw first.
 */
public class ChannelFuture<T extends @Nullable Object> extends SourceTrackingFuture<T> {
    /** Null for a future without a context. */
    private final @Nullable FutureContext context;

    public ChannelFuture(@Nullable FutureContext context) {
        this.context = context;
    }

    /** Returns the context of this future's timeouts, or null if it has none. */
    @Override
    @Nullable
    protected FutureContext context() {
        return context;
    }

    public static <T extends @Nullable Object> ChannelFuture<T> completed(@Nullable FutureContext context, T value) {
        ChannelFuture<T> future = new ChannelFuture<>(context);
        future.resolve(value);
        return future;
    }

    /** Returns the failure that a CompletionException wraps, or the failure itself. */
    public static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    /** Returns the failure as dependent stages report it: in a CompletionException. */
    public static Throwable wrapped(Throwable failure) {
        return failure instanceof CompletionException ? failure : new CompletionException(failure);
    }

    public static <T extends @Nullable Object> ChannelFuture<T> failed(
            @Nullable FutureContext context, Throwable failure) {
        ChannelFuture<T> future = new ChannelFuture<>(context);
        future.reject(failure);
        return future;
    }

    @Override
    public <U extends @Nullable Object> CompletableFuture<U> newIncompleteFuture() {
        return new DerivedFuture<>(context(), isDone() ? null : this);
    }

    @Override
    public <U extends @Nullable Object> CompletableFuture<U> thenCompose(
            Function<? super T, ? extends CompletionStage<U>> fn) {
        if (isDone()) {
            return composeNow(fn);
        }
        SecondSource.ComposingFunction<T, U> secondSource = new SecondSource.ComposingFunction<>(fn);
        return SecondSource.compose(super.thenCompose(secondSource), secondSource);
    }

    /** Composes with this completed future; saves the relay where the function's stage is complete too. */
    private <U extends @Nullable Object> CompletableFuture<U> composeNow(
            Function<? super T, ? extends CompletionStage<U>> fn) {
        if (isCompletedExceptionally()) {
            return super.thenCompose(fn);
        }
        int[] depth = depth();
        FutureContext turn = postponing(depth);
        if (turn != null) {
            return postponed(turn, copy -> copy.thenCompose(fn));
        }
        depth[0]++;
        try {
            return composeHere(fn);
        } finally {
            depth[0]--;
        }
    }

    private <U extends @Nullable Object> CompletableFuture<U> composeHere(
            Function<? super T, ? extends CompletionStage<U>> fn) {
        CompletionStage<U> stage;
        try {
            stage = Objects.requireNonNull(fn.apply(join()), "the function returned null");
        } catch (Throwable failure) {
            return failed(context, wrapped(failure));
        }
        if (stage instanceof ChannelFuture<U> ready && ready.isDone() && !ready.isCompletedExceptionally()) {
            // Complete and without dependents: equivalent to a copy.
            return ready;
        }
        // By the superclass, which completes a chain of such stages in a loop, not by recursion.
        CompletableFuture<U> future = CompletionStages.toFuture(stage);
        return SecondSource.compose(composeBySuper(ignored -> future), new SecondSource.KnownStage(stage));
    }

    private <U extends @Nullable Object> CompletableFuture<U> composeBySuper(
            Function<? super T, ? extends CompletionStage<U>> fn) {
        return super.thenCompose(fn);
    }

    @Override
    public CompletionStage<T> minimalCompletionStage() {
        return new MinimalStage<>(this);
    }

    @Override
    public CompletableFuture<T> orTimeout(long timeout, TimeUnit unit) {
        if (!isDone()) {
            startTimeout(unit.toNanos(timeout), null);
        }
        return this;
    }

    @Override
    public CompletableFuture<T> completeOnTimeout(T value, long timeout, TimeUnit unit) {
        if (!isDone()) {
            startTimeout(unit.toNanos(timeout), () -> value);
        }
        return this;
    }

    @Override
    public T join() {
        return isDone() ? super.join() : joinIncomplete();
    }

    private T joinIncomplete() {
        rejectOnLoopThread("join");
        BlockingCall.waits(this);
        try {
            return super.join();
        } finally {
            BlockingCall.waits(null);
        }
    }

    @Override
    public T get() throws InterruptedException, ExecutionException {
        rejectOnLoopThread("get");
        BlockingCall.waits(this);
        try {
            return super.get();
        } finally {
            BlockingCall.waits(null);
        }
    }

    @Override
    public T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        rejectOnLoopThread("get");
        BlockingCall.waits(this);
        try {
            return super.get(timeout, unit);
        } catch (TimeoutException late) {
            throw FailureOrigins.mark(context(), late);
        } finally {
            BlockingCall.waits(null);
        }
    }

    /**
     * Throws if the caller would block a loop's thread: that thread delivers the events that complete this future, and
     * serves other connections.
     */
    final void rejectOnLoopThread(String method) {
        if (!isDone() && LoopThread.current() != null) {
            throw blockingOnLoopThread(method, describe());
        }
    }

    static IllegalStateException blockingOnLoopThread(String method, String awaited) {
        if (VirtualLoop.current() != null) {
            return new IllegalStateException(method + "() on the thread of a TestWorld for " + awaited
                    + ", which is not complete: the thread would wait for something that only it can do. Use"
                    + " TestWorld.await in a test, and return a stage in a handler");
        }
        return new IllegalStateException(method + "() on the loop thread \""
                + Thread.currentThread().getName()
                + "\" for " + awaited + ", which is not complete: the thread would wait for something that only"
                + " it can do, and its other connections with it. Return a stage instead (thenCompose, thenAccept),"
                + " or wrap the handler in ConnectionHandler.blocking, where waiting is allowed");
    }

    /** Describes what this future waits for, for error messages. */
    protected String describe() {
        return "a stage";
    }

    /** Completes this future after a delay, with the value or, if the supplier is null, with a TimeoutException. */
    protected void startTimeout(long nanos, @Nullable Supplier<T> valueAtTimeout) {
        FutureTimeout<T> deadline = new FutureTimeout<>(this, valueAtTimeout);
        deadline.set(nanos);
        whenDone((value, failure) -> deadline.cancel());
    }

    /**
     * Handles an expired timeout. Called in the context's turn.
     *
     * @param late whether to expire even if the awaited result is being delivered
     * @return false if this has not expired because the awaited result is being delivered
     */
    protected boolean expire(@Nullable Supplier<T> valueAtTimeout, boolean late) {
        if (isDone()) {
            return true;
        }
        FutureContext origin = failureOrigin(context());
        Runnable after = withdraw();
        if (after == TOO_LATE && !late) {
            return false;
        }
        if (valueAtTimeout != null) {
            resolve(valueAtTimeout.get());
        } else {
            reject(FailureOrigins.mark(origin, new TimeoutException()));
        }
        after.run();
        return true;
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        if (isDone()) {
            return isCancelled();
        }
        Runnable after = withdraw();
        if (after == TOO_LATE) {
            // The result has been taken for this stage and is being delivered.
            return false;
        }
        boolean cancelled = reject(new CancellationException()) || isCancelled();
        after.run();
        return cancelled;
    }

    /** Completes this future without withdrawing what it waits for. */
    protected boolean resolve(T value) {
        return super.complete(value);
    }

    /** Fails this future without withdrawing what it waits for. */
    protected boolean reject(Throwable failure) {
        return super.completeExceptionally(failure);
    }

    /** Completes this future on the program's behalf; like a cancellation this withdraws what it waits for. */
    protected final boolean completeByProgram(BooleanSupplier completion) {
        if (isDone()) {
            return false;
        }
        Runnable after = withdraw();
        boolean ended = completion.getAsBoolean();
        after.run();
        return ended;
    }

    /** Completes by {@link #complete}, so that this withdraws what it waits for; the superclass bypasses that method. */
    @Override
    public CompletableFuture<T> completeAsync(Supplier<? extends T> supplier, Executor executor) {
        Objects.requireNonNull(supplier);
        executor.execute(() -> {
            if (isDone()) {
                return;
            }
            try {
                complete(supplier.get());
            } catch (Throwable thrown) {
                completeExceptionally(wrapped(thrown));
            }
        });
        return this;
    }

    /**
     * Withdraws what this future waits for, so that another operation can take its place.
     *
     * @return an action to run after this future has been completed; {@link #NOTHING} or {@link #TOO_LATE}
     */
    protected Runnable withdraw() {
        return NOTHING;
    }

    /**
     * Called if this future is complete and an incomplete stage derived from it is withdrawn.
     *
     * @return an action to run after that stage has been completed
     */
    protected Runnable undelivered() {
        return NOTHING;
    }

    /**
     * Called when a stage with two sources has been derived from this future.
     *
     * @param argument whether this is the other stage of the combination, which the superclass has called {@code
     *     toCompletableFuture} on, rather than the receiver
     */
    protected void combined(boolean argument) {}

    /** Called when such a stage was withdrawn while its other source was incomplete: its function is never called. */
    protected void uncombined() {}

    /**
     * Returns whether the awaited result has been taken for this future and is being delivered.
     *
     * @return true if so
     */
    protected boolean delivering() {
        return false;
    }

    /**
     * Passes on the stages that this future waits for, as far as they are known. Any thread; may be out of date.
     *
     * @param receiver receives stages, complete or not
     */
    protected void sources(Consumer<CompletionStage<?>> receiver) {}

    /**
     * Describes the operation that this future stands for.
     *
     * @return null if it is derived from others, see {@link #sources}
     */
    protected @Nullable Awaiting awaiting() {
        return null;
    }

    /**
     * Returns the named tasks that this future waits for.
     *
     * @return the tasks, in the order in which they were started; empty if this is not the future of a group
     */
    protected List<? extends PendingTask> tasks() {
        return List.of();
    }

    /**
     * Runs an expiry in turn, after input that had arrived by now for what this future waits for.
     *
     * @param context the context of this future, or of the stage derived from it that expires
     */
    protected void expireIn(FutureContext context, Runnable expiry) {
        context.expire(expiry);
    }

    /**
     * Returns the connection that a timeout of this future counts as a failure of, or null.
     *
     * @param context the context of this future, or of the stage derived from it that expires
     */
    protected @Nullable FutureContext failureOrigin(@Nullable FutureContext context) {
        return context;
    }

    /** Adds the connections that this future waits for. */
    protected void addConnections(Set<FutureContext> connections) {
        FutureContext context = context();
        if (context != null && context.id() != 0) {
            connections.add(context);
        }
    }

    /** Returned if there is nothing to run after the future has been completed. */
    public static final Runnable NOTHING = () -> {};

    /** Returned if the operation cannot be withdrawn any more: its result is being delivered. */
    public static final Runnable TOO_LATE = new Runnable() {
        @Override
        public void run() {}
    };
}
