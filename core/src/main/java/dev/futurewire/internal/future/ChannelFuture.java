package dev.futurewire.internal.future;

import dev.futurewire.internal.loop.LoopThread;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The futures that channels return. Unlike plain ones they (and the stages derived from them) give up what they wait for
 * when they are timed out or cancelled, and their timeouts never run on a timer's thread.
 */
public class ChannelFuture<T extends @Nullable Object> extends SourceTrackingFuture<T> {
    /** Where this belongs; null: nowhere. */
    private final @Nullable FutureContext context;

    public ChannelFuture(@Nullable FutureContext context) {
        this.context = context;
    }

    /** Where deadlines of this belong; null: nowhere. */
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

    /** What a future failed with, without what its later stages wrap it in. */
    public static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    /** As a stage that waits for another one fails with its failure: in a CompletionException. */
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

    /** What the superclass does for a completed future, less the relay where the function's stage is complete too. */
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
            // Complete for good and without a dependent: as good as a copy.
            return ready;
        }
        // By the superclass: however long a chain of such links is, it completes one after the other, not one inside
        // the
        // other.
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
        rejectOnLoopThread("join");
        return super.join();
    }

    @Override
    public T get() throws InterruptedException, ExecutionException {
        rejectOnLoopThread("get");
        return super.get();
    }

    @Override
    public T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        rejectOnLoopThread("get");
        try {
            return super.get(timeout, unit);
        } catch (TimeoutException late) {
            throw FailureOrigins.mark(context(), late);
        }
    }

    /**
     * Waiting for an unfinished future on a loop's thread would keep that thread from the very events it waits for, and
     * every connection of the loop with it.
     */
    final void rejectOnLoopThread(String method) {
        if (!isDone() && LoopThread.current() != null) {
            throw blockingOnLoopThread(method, describe());
        }
    }

    static IllegalStateException blockingOnLoopThread(String method, String awaited) {
        return new IllegalStateException(method + "() on the loop thread \""
                + Thread.currentThread().getName()
                + "\" for " + awaited + ", which is not complete: the thread would wait for something that only"
                + " it can do, and its other connections with it. Return a stage instead (thenCompose, thenAccept),"
                + " or wrap the handler in ConnectionHandler.blocking, where waiting is allowed");
    }

    /** What this waits for, in words. */
    protected String describe() {
        return "a stage";
    }

    /** Sets a deadline: at its passing this completes with the value, or with a TimeoutException if there is none. */
    protected void startTimeout(long nanos, @Nullable Supplier<T> valueAtTimeout) {
        FutureTimeout<T> deadline = new FutureTimeout<>(this, valueAtTimeout);
        deadline.set(nanos);
        whenDone((value, failure) -> deadline.cancel());
    }

    /**
     * The deadline has passed. Inside the context's turn.
     *
     * @param late whether this expires although what it waits for is just being handed on
     * @return false if it is, and this has not expired
     */
    protected boolean expire(@Nullable Supplier<T> valueAtTimeout, boolean late) {
        if (isDone()) {
            return true;
        }
        FutureContext context = context();
        Runnable after = withdraw();
        if (after == TOO_LATE && !late) {
            return false;
        }
        if (valueAtTimeout != null) {
            resolve(valueAtTimeout.get());
        } else {
            reject(FailureOrigins.mark(context, new TimeoutException()));
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
            // What this waits for is on its way here: it was taken for this stage and for nobody else.
            return false;
        }
        boolean cancelled = reject(new CancellationException()) || isCancelled();
        after.run();
        return cancelled;
    }

    /** Completes this from inside: what it waits for is not asked about. */
    protected boolean resolve(T value) {
        return super.complete(value);
    }

    /** Fails this from inside. */
    protected boolean reject(Throwable failure) {
        return super.completeExceptionally(failure);
    }

    /** The program completes this itself: as with a cancellation, what this waits for is given up. */
    final boolean completeByProgram(BooleanSupplier completion) {
        if (isDone()) {
            return false;
        }
        Runnable after = withdraw();
        boolean ended = completion.getAsBoolean();
        after.run();
        return ended;
    }

    /** By {@link #complete}, which the superclass does not do. */
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
     * Gives up what this waits for, so that somebody else can wait for it.
     *
     * @return what to do when this has been completed, or {@link #TOO_LATE}
     */
    protected Runnable withdraw() {
        return NOTHING;
    }

    /**
     * This is complete, and a stage derived from it is given up that has not been.
     *
     * @return what to do when that stage has been completed
     */
    Runnable undelivered() {
        return NOTHING;
    }

    /** Whether what this waited for has been taken for it and is just being handed on. */
    boolean delivering() {
        return false;
    }

    protected static final Runnable NOTHING = () -> {};

    /** It cannot be given up any more. */
    protected static final Runnable TOO_LATE = new Runnable() {
        @Override
        public void run() {}
    };
}
