package dev.futurewire.internal.task;

import dev.futurewire.internal.future.FutureContext;
import dev.futurewire.internal.future.ResourceFuture;
import dev.futurewire.internal.time.Alarm;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A future that waits for stages which the program starts, and that completes in the turn in which it was asked for.
 *
 * <h2>Theory of operation</h2>
 *
 * <p>Results and withdrawals compete for the phase. A result that wins ({@link #decide}) first claims what the other branches
 * wait for. Then, in the turn of the context, their stages are completed, and after them this future. Until it has notified
 * its dependents, it counts as delivering, and withdrawing it is too late.
 *
 * <p>A withdrawal claims what the branches wait for before it takes the phase, so that a result which is being delivered still
 * wins. In that case it is too late as well, but the branch may go on without a result: its callback returns another
 * stage, or the loop starts another step. A timeout tries again by itself. For a cancellation, this future tries again, later
 * than a timeout does, so that the failure of a timeout is its own.
 *
 * <p>A value that has to be closed does not win: it is closed, unless it has been received.
 *
 * <p>A branch that is started during a withdrawal is seen by one side at least: the starting side adds the branch before it
 * checks the phase, the other side changes the phase before it looks for branches.
 *
 * @param <T> the type of the result
 */
abstract class TaskFuture<T extends @Nullable Object> extends ResourceFuture<T> implements Withdrawable {
    private static final int OPEN = 0;
    private static final int DECIDED = 1;
    private static final int WITHDRAWN = 2;

    /** When to repeat a cancellation that was too late: 20 ms, after a timeout has been repeated. */
    private static final long FIRST_RETRY_NANOS = 20_000_000L;

    private static final long RETRY_NANOS = 10_000_000L;

    /** The number of times that a cancellation is repeated: 100. */
    private static final int MAX_RETRIES = 100;

    /** How long an expiry waits for input that has arrived at other connections: 100 ms. */
    private static final long MAX_ARRIVAL_NANOS = 100_000_000L;

    private static final VarHandle PHASE;

    static {
        try {
            PHASE = MethodHandles.lookup().findVarHandle(TaskFuture.class, "phase", int.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private final FutureContext turn;

    /** The thread that starts this; null afterwards. A thread can reliably compare it with itself. */
    private @Nullable Thread starter = Thread.currentThread();

    private volatile int phase;

    /** All dependents have been notified. */
    private volatile boolean settled;

    /** The thread that handles an expired timeout of this future. */
    private volatile @Nullable Thread expiring;

    /** A {@link LateCancellation} is set. */
    private volatile boolean cancelledLate;

    TaskFuture(FutureContext context) {
        super(context);
        turn = context;
    }

    /** Returns the branches that have been started and not ended. */
    abstract List<? extends Withdrawable> branches();

    @Override
    protected void sources(Consumer<CompletionStage<?>> receiver) {
        for (Withdrawable each : branches()) {
            CompletionStage<?> stage = each.stage();
            if (stage != null) {
                receiver.accept(stage);
            }
        }
    }

    @Override
    protected boolean mayHoldResource() {
        return false;
    }

    /** Cancels an alarm that would start another branch. */
    void stop() {}

    /** Called before an attempt to withdraw this. */
    void withdrawalBegins() {}

    /** Called after an attempt to withdraw this. */
    void withdrawalEnds() {}

    /** Whether the result may still arrive after this withdrawal; if so, this future stays open. */
    boolean arrives(Withdrawal withdrawal) {
        return withdrawal.withdrawn() == 0 && withdrawal.arriving() > 0;
    }

    final FutureContext turn() {
        return turn;
    }

    /** Called by the thread that has started this, before the program gets the future. */
    final void started() {
        starter = null;
    }

    /** Whether neither a result nor a withdrawal has been decided. */
    final boolean isOpen() {
        return phase == OPEN;
    }

    /** Runs user-visible code in the turn of the context: here, if this is the thread that runs it. */
    final void inTurn(Runnable action) {
        boolean here = starter == Thread.currentThread() || turn.isCurrent();
        if (!here || !runNested(action)) {
            turn.dispatch(action);
        }
    }

    /** Decides the result, unless there is one or this has been withdrawn. */
    final boolean decide(T value) {
        boolean decided = settle(() -> {
            if (!resolve(value) || abandoned()) {
                discard();
            }
        });
        if (!decided) {
            discard();
        }
        return decided;
    }

    /** Decides the failure, unless there is a result or this has been withdrawn. */
    final boolean decideFailure(Throwable failure) {
        return settle(() -> {
            discard();
            reject(failure);
        });
    }

    private boolean settle(Runnable outcome) {
        if (!PHASE.compareAndSet(this, OPEN, DECIDED)) {
            return false;
        }
        stop();
        Withdrawal others = new Withdrawal(turn);
        branches().forEach(others::add);
        inTurn(() -> others.complete(() -> {
            outcome.run();
            settled = true;
        }));
        return true;
    }

    /** Returns this future: as a branch of a group, it is a stage itself. */
    @Override
    public CompletionStage<T> stage() {
        return this;
    }

    @Override
    protected final boolean delivering() {
        return phase == DECIDED && !settled && !(isDone() && mayHoldResource());
    }

    @Override
    protected final Runnable withdraw() {
        Runnable after = tryWithdraw();
        if (phase == DECIDED && !settled && mayHoldResource()) {
            Runnable abandon = super.withdraw();
            return () -> {
                reject(new CancellationException());
                abandon.run();
            };
        }
        if (after == TOO_LATE && phase == OPEN && expiring != Thread.currentThread()) {
            cancelLater();
        }
        return after == null || (after == TOO_LATE && settled) ? NOTHING : after;
    }

    @Override
    public final @Nullable Runnable tryWithdraw() {
        if (phase != OPEN) {
            return phase == DECIDED ? TOO_LATE : null;
        }
        withdrawalBegins();
        try {
            return withdrawBranches();
        } finally {
            withdrawalEnds();
        }
    }

    private @Nullable Runnable withdrawBranches() {
        Withdrawal all = new Withdrawal(turn);
        branches().forEach(all::add);
        if (!mayHoldResource() && arrives(all)) {
            all.completeStages();
            return TOO_LATE;
        }
        if (!PHASE.compareAndSet(this, OPEN, WITHDRAWN)) {
            all.completeStages();
            return phase == DECIDED ? TOO_LATE : null;
        }
        stop();
        branches().forEach(all::add);
        return () -> {
            reject(new CancellationException());
            discard();
            all.complete(NOTHING);
        };
    }

    @Override
    public boolean hasEnded() {
        return phase == DECIDED;
    }

    @Override
    protected final boolean expire(@Nullable Supplier<T> valueAtTimeout, boolean late) {
        expiring = Thread.currentThread();
        try {
            boolean over = super.expire(valueAtTimeout, late);
            if (isDone() && phase == OPEN) {
                // Expired although a branch was delivering its result.
                cancelLater();
            }
            return over;
        } finally {
            expiring = null;
        }
    }

    private void cancelLater() {
        if (!cancelledLate) {
            cancelledLate = true;
            new LateCancellation().set(FIRST_RETRY_NANOS);
        }
    }

    @Override
    public final void addConnections(Set<FutureContext> connections) {
        branches().forEach(branch -> branch.addConnections(connections));
    }

    private Set<FutureContext> connections() {
        Set<FutureContext> connections = Collections.newSetFromMap(new IdentityHashMap<>());
        addConnections(connections);
        return connections;
    }

    @Override
    protected final void expireIn(FutureContext context, Runnable expiry) {
        Set<FutureContext> others = connections();
        others.remove(context);
        if (!others.isEmpty()) {
            // Not kept waiting by a connection whose callback blocks. A second expiry has no effect.
            Alarm latest = new Alarm() {
                @Override
                protected void fire() {
                    context.expire(expiry);
                }
            };
            context.timer().set(latest, context.timer().now() + MAX_ARRIVAL_NANOS);
        }
        expireAfter(List.copyOf(others).iterator(), context, expiry);
    }

    /** Waits for the arrivals of one connection after the other. */
    private static void expireAfter(Iterator<FutureContext> others, FutureContext context, Runnable expiry) {
        if (others.hasNext()) {
            others.next().expire(() -> expireAfter(others, context, expiry));
        } else {
            context.expire(expiry);
        }
    }

    /** A timeout is a failure of the connection that this waits for, if it waits for one only. */
    @Override
    protected final @Nullable FutureContext failureOrigin(@Nullable FutureContext context) {
        List<FutureContext> connections = new ArrayList<>(connections());
        return connections.size() == 1 ? connections.get(0) : null;
    }

    @Override
    public final boolean complete(T value) {
        return completeByProgram(() -> resolve(value));
    }

    @Override
    public final boolean completeExceptionally(Throwable failure) {
        return completeByProgram(() -> reject(failure));
    }

    /** Repeats a cancellation that came while a branch was delivering a result, in case the result is not this future's. */
    private final class LateCancellation extends Alarm {
        private int tries;

        void set(long nanos) {
            turn.timer().set(this, turn.timer().now() + nanos);
        }

        @Override
        protected void fire() {
            turn.dispatch(this::cancelAgain);
        }

        private void cancelAgain() {
            Runnable after = phase == OPEN ? tryWithdraw() : null;
            if (after == TOO_LATE && phase == OPEN && ++tries < MAX_RETRIES) {
                set(RETRY_NANOS);
                return;
            }
            cancelledLate = false;
            if (after != null) {
                after.run();
            }
        }
    }
}
