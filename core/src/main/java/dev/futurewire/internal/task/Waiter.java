package dev.futurewire.internal.task;

import dev.futurewire.internal.callsite.CallSites;
import dev.futurewire.internal.future.FutureContext;
import dev.futurewire.internal.future.FutureTimeout;
import dev.futurewire.internal.future.ResourceFuture;
import dev.futurewire.observe.Awaiting;
import dev.futurewire.observe.Operation;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A future that waits for a queue or a semaphore, its owner.
 *
 * <h2>Theory of operation</h2>
 *
 * <p>The owner hands a value to the waiter under its own lock and, after it has released the lock, dispatches the completion to
 * the waiter's context. A timeout or a cancellation competes for the {@linkplain WaiterState state}, so that each value is
 * received once or goes back to the owner.
 *
 * <p>As with the values of other {@linkplain ResourceFuture resources}, the value is received when a function is called with
 * it. Until the future's dependents have been notified, the future cannot be withdrawn; afterwards a stage whose function has
 * still to be called, by an executor, can. A stage that takes over the value without a function (a copy, {@code exceptionally},
 * a future of the JDK) receives it at once. A stage with two sources receives it unless it is withdrawn while the other
 * source is incomplete.
 *
 * @param <T> the type of the value
 */
abstract class Waiter<T extends @Nullable Object> extends ResourceFuture<T> {
    private static final VarHandle STATE;
    private static final VarHandle UNTRACKED;
    private static final VarHandle COMBINED;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            STATE = lookup.findVarHandle(Waiter.class, "state", WaiterState.class);
            UNTRACKED = lookup.findVarHandle(Waiter.class, "untracked", int.class);
            COMBINED = lookup.findVarHandle(Waiter.class, "combined", int.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private volatile WaiterState state = WaiterState.WAITING;

    /** All dependents have been notified. */
    private volatile boolean settled;

    /** Number of dependents that receive the value without a function. */
    private volatile int untracked;

    /** Number of stages that combine this future with another. */
    private volatile int combined;

    /** When this began to wait. */
    private long begun;

    /** When this times out, or 0. */
    private volatile long deadline;

    /** The source line that waits; null if this has not waited. */
    private @Nullable Object callSite;

    /** What the owner has handed over. Written before the state {@code HANDED}. */
    private @Nullable T value;

    private @Nullable Throwable failure;

    /** Neighbours in the owner's list; guarded by the owner's lock. */
    @Nullable
    Waiter<?> previous;

    @Nullable
    Waiter<?> next;

    boolean listed;

    Waiter(FutureContext context) {
        super(context);
    }

    /** The operation, for snapshots. */
    abstract Operation operation();

    /** Records when and where a future began to wait, if it waits. Not under the owner's lock, since this takes time. */
    static <F extends CompletableFuture<?>> F begun(F future) {
        if (!future.isDone() && future instanceof Waiter<?> waiter) {
            waiter.begun = Objects.requireNonNull(waiter.context()).timer().now();
            waiter.callSite = CallSites.capture();
        }
        return future;
    }

    @Override
    protected final @Nullable Awaiting awaiting() {
        FutureContext context = context();
        if (context == null || state != WaiterState.WAITING) {
            return null;
        }
        long now = context.timer().now();
        long until = deadline;
        return new Awaiting(
                operation(),
                CallSites.resolve(callSite),
                Duration.ofNanos(Math.max(0, now - begun)),
                until == 0 ? null : Duration.ofNanos(until - now),
                0,
                null,
                0);
    }

    @Override
    protected final void startTimeout(long nanos, @Nullable Supplier<T> valueAtTimeout) {
        long until =
                FutureTimeout.after(Objects.requireNonNull(context()).timer().now(), nanos);
        if (deadline == 0 || until - deadline < 0) {
            deadline = until == 0 ? 1 : until;
        }
        super.startTimeout(nanos, valueAtTimeout);
    }

    /** Removes this from the owner's list. Called without lock. */
    abstract void unlist();

    /** Returns a value to the owner. Called without lock, at most once for each value handed over. */
    abstract void giveBack(T unused);

    /** Whether a value that was handed over can go back to the owner. */
    boolean returnable() {
        return true;
    }

    /**
     * Hands over a value. Called with the owner's lock; after its release, {@link #dispatch} has to be called.
     *
     * @return false if this was withdrawn
     */
    final boolean hand(T handed) {
        value = handed;
        if (STATE.compareAndSet(this, WaiterState.WAITING, WaiterState.HANDED)) {
            return true;
        }
        value = null;
        return false;
    }

    /** Hands over a failure; otherwise like {@link #hand}. */
    final boolean handFailure(Throwable handed) {
        failure = handed;
        return STATE.compareAndSet(this, WaiterState.WAITING, WaiterState.HANDED);
    }

    /** Completes this future in its context's turn. */
    final void dispatch() {
        Objects.requireNonNull(context()).dispatch(this::deliver);
    }

    /** Completes this new future, which has not waited. */
    final void deliverNow(T available) {
        value = available;
        state = WaiterState.DELIVERED;
        resolve(available);
        settled = true;
    }

    private void deliver() {
        if (!STATE.compareAndSet(this, WaiterState.HANDED, WaiterState.DELIVERED)) {
            return;
        }
        Throwable thrown = failure;
        boolean completed = thrown != null ? reject(thrown) : resolve(handed());
        if (!completed) {
            // Completed by the program in the meantime: its value, not the one handed over, is this future's.
            state = WaiterState.WITHDRAWN;
            goBack();
        }
        settled = true;
    }

    @SuppressWarnings("NullAway") // set, unless T includes null
    private T handed() {
        return value;
    }

    private void goBack() {
        T unused = handed();
        value = null;
        if (hasReturnable()) {
            giveBack(unused);
        }
    }

    private boolean hasReturnable() {
        return failure == null && returnable();
    }

    @Override
    protected final Runnable withdraw() {
        while (true) {
            WaiterState seen = state;
            boolean waits = seen == WaiterState.WAITING;
            if (!waits && seen != WaiterState.HANDED) {
                // Perhaps it was incomplete a moment ago: what asked for this has no part in the value.
                return seen == WaiterState.WITHDRAWN ? NOTHING : TOO_LATE;
            }
            if (!waits && !returnable()) {
                return TOO_LATE;
            }
            if (STATE.compareAndSet(this, seen, WaiterState.WITHDRAWN)) {
                if (waits) {
                    unlist();
                } else {
                    goBack();
                }
                return this::withdrawn;
            }
        }
    }

    /** Has no effect unless a derived stage was withdrawn, which leaves this future incomplete. */
    private void withdrawn() {
        reject(new CancellationException("withdrawn by a derived stage"));
    }

    @Override
    protected final boolean delivering() {
        WaiterState seen = state;
        return switch (seen) {
            case HANDED -> !returnable();
            case DELIVERED, RECEIVED -> !settled;
            default -> false;
        };
    }

    /** Lets a value that was handed over in time win over the timeout. */
    @Override
    protected final boolean expire(@Nullable Supplier<T> valueAtTimeout, boolean late) {
        return (late || state != WaiterState.HANDED) && super.expire(valueAtTimeout, late);
    }

    @Override
    protected final Runnable undelivered() {
        returnUnreceived(0);
        return NOTHING;
    }

    @Override
    protected final void uncombined() {
        returnUnreceived(1);
    }

    /** Returns the value if it has no receiver but this number of withdrawn combinations. */
    private void returnUnreceived(int combinations) {
        if (hasReturnable()
                && settled
                && untracked == 0
                && combined == combinations
                && STATE.compareAndSet(this, WaiterState.DELIVERED, WaiterState.RETURNED)) {
            goBack();
        }
    }

    /** Called by a future that alone has received this future's value and does not deliver it. */
    @Override
    protected final void discard() {
        if (!isDone()) {
            cancel(false);
        } else if (hasReturnable()
                && (STATE.compareAndSet(this, WaiterState.RECEIVED, WaiterState.RETURNED)
                        || STATE.compareAndSet(this, WaiterState.DELIVERED, WaiterState.RETURNED))) {
            goBack();
        }
    }

    @Override
    protected final <V> V receive(V received) {
        if (state == WaiterState.DELIVERED) {
            STATE.compareAndSet(this, WaiterState.DELIVERED, WaiterState.RECEIVED);
        }
        if (state == WaiterState.RETURNED) {
            throw new CancellationException("withdrawn by a derived stage before a function received the value");
        }
        return received;
    }

    @Override
    protected final void combined(boolean argument) {
        COMBINED.getAndAdd(this, 1);
        if (argument) {
            UNTRACKED.getAndAdd(this, -1);
        }
    }

    /** Called by futures of the JDK, which then read the value without calling a method. */
    @Override
    public final CompletableFuture<T> toCompletableFuture() {
        UNTRACKED.getAndAdd(this, 1);
        return this;
    }

    @Override
    public final CompletableFuture<T> copy() {
        return thenApply(received -> received);
    }

    @Override
    public final CompletableFuture<T> exceptionally(Function<Throwable, ? extends T> fn) {
        UNTRACKED.getAndAdd(this, 1);
        return super.exceptionally(fn);
    }

    @Override
    public final CompletableFuture<T> exceptionallyAsync(Function<Throwable, ? extends T> fn) {
        UNTRACKED.getAndAdd(this, 1);
        return super.exceptionallyAsync(fn);
    }

    @Override
    public final CompletableFuture<T> exceptionallyAsync(Function<Throwable, ? extends T> fn, Executor executor) {
        UNTRACKED.getAndAdd(this, 1);
        return super.exceptionallyAsync(fn, executor);
    }

    @Override
    public final CompletableFuture<T> exceptionallyCompose(Function<Throwable, ? extends CompletionStage<T>> fn) {
        UNTRACKED.getAndAdd(this, 1);
        return super.exceptionallyCompose(fn);
    }

    @Override
    public final CompletableFuture<T> exceptionallyComposeAsync(Function<Throwable, ? extends CompletionStage<T>> fn) {
        UNTRACKED.getAndAdd(this, 1);
        return super.exceptionallyComposeAsync(fn);
    }

    @Override
    public final CompletableFuture<T> exceptionallyComposeAsync(
            Function<Throwable, ? extends CompletionStage<T>> fn, Executor executor) {
        UNTRACKED.getAndAdd(this, 1);
        return super.exceptionallyComposeAsync(fn, executor);
    }

    @Override
    public final CompletableFuture<Void> thenRun(Runnable action) {
        return super.thenRun(watched(action));
    }

    @Override
    public final CompletableFuture<Void> thenRunAsync(Runnable action) {
        return super.thenRunAsync(watched(action));
    }

    @Override
    public final CompletableFuture<Void> thenRunAsync(Runnable action, Executor executor) {
        return super.thenRunAsync(watched(action), executor);
    }

    private Runnable watched(Runnable action) {
        Objects.requireNonNull(action);
        return () -> {
            receive(Boolean.TRUE);
            action.run();
        };
    }

    @Override
    public final boolean complete(T byProgram) {
        return completeByProgram(() -> resolve(byProgram));
    }

    @Override
    public final boolean completeExceptionally(Throwable byProgram) {
        return completeByProgram(() -> reject(byProgram));
    }
}
