package dev.futurewire.internal.channel;

import dev.futurewire.internal.loop.LoopThread;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The futures that channels return. Unlike plain ones they (and the stages derived from them) give up what they wait for
 * when they are timed out or cancelled, and their timeouts never run on a timer's thread.
 */
class WireFuture<T extends @Nullable Object> extends ShallowFuture<T> {
    /** Where this belongs; null: nowhere. */
    private final @Nullable Scope scope;

    WireFuture(@Nullable Scope scope) {
        this.scope = scope;
    }

    /** Where deadlines of this belong; null: nowhere. */
    @Override
    @Nullable
    Scope scope() {
        return scope;
    }

    static <T extends @Nullable Object> WireFuture<T> completed(@Nullable Scope scope, T value) {
        WireFuture<T> future = new WireFuture<>(scope);
        future.complete(value);
        return future;
    }

    /** What a future failed with, without what its later stages wrap it in. */
    static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    /** As a stage that waits for another one fails with its failure: in a CompletionException. */
    static Throwable wrapped(Throwable failure) {
        return failure instanceof CompletionException ? failure : new CompletionException(failure);
    }

    static <T extends @Nullable Object> WireFuture<T> failed(@Nullable Scope scope, Throwable failure) {
        WireFuture<T> future = new WireFuture<>(scope);
        future.completeExceptionally(failure);
        return future;
    }

    @Override
    public <U extends @Nullable Object> CompletableFuture<U> newIncompleteFuture() {
        return isDone() ? new WireFuture<>(scope()) : new DerivedFuture<>(scope(), this);
    }

    @Override
    public <U extends @Nullable Object> CompletableFuture<U> thenCompose(
            Function<? super T, ? extends CompletionStage<U>> fn) {
        if (isDone()) {
            return composeNow(fn);
        }
        ComposeLink<T, U> link = new ComposeLink<>(fn);
        CompletableFuture<U> derived = super.thenCompose(link);
        if (derived instanceof DerivedFuture<U> known) {
            known.inner(link);
        }
        return derived;
    }

    /** What the superclass does for a completed future, less the relay where the function's stage is complete too. */
    private <U extends @Nullable Object> CompletableFuture<U> composeNow(
            Function<? super T, ? extends CompletionStage<U>> fn) {
        if (isCompletedExceptionally()) {
            return super.thenCompose(fn);
        }
        int[] depth = depth();
        Scope turn = postponing(depth);
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
            return failed(scope, wrapped(failure));
        }
        if (stage instanceof WireFuture<U> ready && ready.isDone() && !ready.isCompletedExceptionally()) {
            // Complete for good and without a dependent: as good as a copy.
            return ready;
        }
        // By the superclass: however long a chain of such links is, it completes one after the other, not one inside
        // the
        // other.
        WireFuture<?> composing = new Composing(scope(), stage);
        return composing.composeBySuper(ignored -> stage);
    }

    private <U extends @Nullable Object> CompletableFuture<U> composeBySuper(
            Function<? super T, ? extends CompletionStage<U>> fn) {
        return super.thenCompose(fn);
    }

    /** A completed future whose one dependent waits for a stage that is to come. */
    private static final class Composing extends WireFuture<@Nullable Void> {
        private final CompletionStage<?> stage;

        @SuppressWarnings("NullAway") // null is this future's only value
        Composing(@Nullable Scope scope, CompletionStage<?> stage) {
            super(scope);
            this.stage = stage;
            complete(null);
        }

        @Override
        public <U extends @Nullable Object> CompletableFuture<U> newIncompleteFuture() {
            DerivedFuture<U> derived = new DerivedFuture<>(scope(), null);
            derived.inner(() -> stage);
            return derived;
        }
    }

    @Override
    public CompletableFuture<T> orTimeout(long timeout, TimeUnit unit) {
        if (!isDone()) {
            arm(unit.toNanos(timeout), null);
        }
        return this;
    }

    @Override
    public CompletableFuture<T> completeOnTimeout(T value, long timeout, TimeUnit unit) {
        if (!isDone()) {
            arm(unit.toNanos(timeout), () -> value);
        }
        return this;
    }

    @Override
    public T join() {
        refuseToStallALoop("join");
        return super.join();
    }

    @Override
    public T get() throws InterruptedException, ExecutionException {
        refuseToStallALoop("get");
        return super.get();
    }

    @Override
    public T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        refuseToStallALoop("get");
        try {
            return super.get(timeout, unit);
        } catch (TimeoutException late) {
            throw Origins.mark(scope(), late);
        }
    }

    /**
     * Waiting for an unfinished future on a loop's thread would keep that thread from the very events it waits for, and
     * every connection of the loop with it.
     */
    private void refuseToStallALoop(String method) {
        if (!isDone() && LoopThread.current() != null) {
            throw new IllegalStateException(method + "() on the loop thread \""
                    + Thread.currentThread().getName()
                    + "\" for " + describe() + ", which is not complete: the thread would wait for something that only"
                    + " it can do, and its other connections with it. Return a stage instead (thenCompose, thenAccept),"
                    + " or wrap the handler in ConnectionHandler.blocking, where waiting is allowed");
        }
    }

    /** What this waits for, in words. */
    String describe() {
        return "a stage";
    }

    /** Sets a deadline: at its passing this completes with the value, or with a TimeoutException if there is none. */
    void arm(long nanos, @Nullable Supplier<T> valueAtTimeout) {
        Deadline<T> deadline = new Deadline<>(this, valueAtTimeout);
        deadline.set(nanos);
        whenDone((value, failure) -> deadline.cancel());
    }

    /** The deadline has passed. Inside the scope's turn. */
    void expire(@Nullable Supplier<T> valueAtTimeout) {
        if (isDone()) {
            return;
        }
        Scope place = scope();
        Runnable after = withdraw();
        if (valueAtTimeout != null) {
            complete(valueAtTimeout.get());
        } else {
            completeExceptionally(Origins.mark(place, new TimeoutException()));
        }
        after.run();
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
        boolean cancelled = completeExceptionally(new CancellationException()) || isCancelled();
        after.run();
        return cancelled;
    }

    /**
     * Gives up what this waits for, so that somebody else can wait for it.
     *
     * @return what to do when this has been completed, or {@link #TOO_LATE}
     */
    Runnable withdraw() {
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
    boolean late() {
        return false;
    }

    static final Runnable NOTHING = () -> {};

    /** It cannot be given up any more. */
    static final Runnable TOO_LATE = new Runnable() {
        @Override
        public void run() {}
    };

    /** A stage that waits for another future, and for the one that a composing function returned. */
    static final class DerivedFuture<T extends @Nullable Object> extends WireFuture<T> {
        private final @Nullable WireFuture<?> parent;
        private @Nullable Supplier<? extends @Nullable CompletionStage<?>> inner;

        DerivedFuture(@Nullable Scope scope, @Nullable WireFuture<?> parent) {
            super(scope);
            this.parent = parent;
        }

        void inner(Supplier<? extends @Nullable CompletionStage<?>> value) {
            inner = value;
        }

        @Override
        Runnable withdraw() {
            return withdraw(parent, inner);
        }

        /** Gives up a parent that is pending, else the stage that was composed with it. */
        static Runnable withdraw(
                @Nullable WireFuture<?> parent, @Nullable Supplier<? extends @Nullable CompletionStage<?>> inner) {
            if (parent != null && !parent.isDone()) {
                Runnable after = parent.withdraw();
                if (after != NOTHING || !parent.isDone()) {
                    return after;
                }
                // It has completed since the question: there may be a composed stage now.
            }
            // In this order: whoever is not late any more has called the function, and its stage is there.
            boolean late = parent != null && parent.late();
            CompletionStage<?> composed = inner == null ? null : inner.get();
            if (composed == null) {
                return late ? TOO_LATE : parent != null ? parent.undelivered() : NOTHING;
            }
            if (composed instanceof CompletableFuture<?> future && future.isDone()) {
                return TOO_LATE;
            }
            return composed instanceof WireFuture<?> future ? giveUp(future) : NOTHING;
        }

        /** Gives up what a composed stage waits for, and then the stage: what is attached to the former runs. */
        static Runnable giveUp(WireFuture<?> future) {
            Runnable after = future.withdraw();
            if (after == TOO_LATE) {
                return TOO_LATE;
            }
            return () -> {
                after.run();
                future.cancel(false);
            };
        }

        @Override
        boolean late() {
            return parent != null && parent.late();
        }
    }

    /** Remembers which stage a composing function returned, so that it can be given up too. */
    private static final class ComposeLink<T extends @Nullable Object, U extends @Nullable Object>
            implements Function<T, CompletionStage<U>>, Supplier<@Nullable CompletionStage<?>> {
        private final Function<? super T, ? extends CompletionStage<U>> fn;
        private volatile @Nullable CompletionStage<U> composed;

        ComposeLink(Function<? super T, ? extends CompletionStage<U>> fn) {
            this.fn = fn;
        }

        @Override
        public CompletionStage<U> apply(T value) {
            CompletionStage<U> stage = fn.apply(value);
            composed = stage;
            return stage;
        }

        @Override
        public @Nullable CompletionStage<?> get() {
            return composed;
        }
    }
}
