package dev.futurewire.internal.task;

import dev.futurewire.internal.callsite.CallSites;
import dev.futurewire.internal.future.ChannelFuture;
import dev.futurewire.internal.future.CompletionStages;
import dev.futurewire.internal.future.FutureContext;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Implements {@link dev.futurewire.TaskGroup}: the future of a group, which completes when the body and all tasks have ended.
 *
 * <p>The first failure withdraws the body and the other tasks. They count until their stages have completed, which a stage of
 * another class may do much later, if it does not support cancellation.
 *
 * @param <T> the type of the body's result
 */
public final class GroupFuture<T extends @Nullable Object> extends TaskFuture<T> {
    private final Body body = new Body();

    /** Guards the fields below. */
    private final Object lock = new Object();

    private final Set<GroupTask<?>> tasks = new LinkedHashSet<>();

    /** The body and the tasks that have not ended. */
    private int running = 1;

    private @Nullable Throwable failure;

    /** The attempts to withdraw this group that are in progress: what ends by one of these does not complete the group. */
    private int withdrawals;

    /** Set by the body, and read when all have ended. */
    private @Nullable T value;

    /**
     * Creates a group that has not begun.
     *
     * @param context supplies the turn
     */
    public GroupFuture(FutureContext context) {
        super(context);
    }

    /**
     * Starts the body. Called once, before the program gets this future.
     *
     * @param supplier starts the body
     */
    public void begin(Supplier<? extends CompletionStage<T>> supplier) {
        body.start(supplier);
        started();
    }

    /**
     * Starts a task.
     *
     * @param context supplies the turn in which the task's future completes
     * @param name the name of the task
     * @param task starts the task
     * @param <U> the type of its result
     * @return a future of the task's result
     */
    public <U extends @Nullable Object> CompletableFuture<U> start(
            FutureContext context, String name, Supplier<? extends CompletionStage<U>> task) {
        GroupTask<U> started = new GroupTask<>(this, context, name, CallSites.capture());
        synchronized (lock) {
            if (running == 0 || isDone()) {
                return ChannelFuture.failed(
                        null, new IllegalStateException("the group has ended: the task " + name + " is not started"));
            }
            if (failure != null) {
                return ChannelFuture.failed(null, withdrawn(name));
            }
            running++;
            tasks.add(started);
        }
        if (!isOpen()) {
            taskEnded(started);
            return ChannelFuture.failed(null, withdrawn(name));
        }
        started.beginInGroup(task);
        return started;
    }

    private static CancellationException withdrawn(String name) {
        return new CancellationException("the group is ending: the task " + name + " is not started");
    }

    /** Called when the body or a task has failed, even if this was withdrawn before. A withdrawal is no failure. */
    void failed(Throwable thrown) {
        Throwable first;
        synchronized (lock) {
            first = failure;
            if (first == null) {
                failure = thrown;
            }
        }
        if (first != null) {
            Failures.suppress(first, thrown);
        } else if (isOpen()) {
            Withdrawal others = new Withdrawal(turn());
            branches().forEach(others::add);
            inTurn(() -> others.complete(NOTHING));
        }
    }

    /** Called when the stage of a task has ended and its future is complete. */
    void taskEnded(GroupTask<?> task) {
        synchronized (lock) {
            tasks.remove(task);
            running--;
        }
        endIfComplete();
    }

    private void bodyEnded() {
        synchronized (lock) {
            running--;
        }
        endIfComplete();
    }

    @Override
    void withdrawalBegins() {
        synchronized (lock) {
            withdrawals++;
        }
    }

    @Override
    void withdrawalEnds() {
        synchronized (lock) {
            withdrawals--;
        }
        endIfComplete();
    }

    private void endIfComplete() {
        Throwable thrown;
        synchronized (lock) {
            if (running > 0 || withdrawals > 0) {
                return;
            }
            thrown = failure;
        }
        if (thrown != null) {
            decideFailure(thrown);
        } else {
            decide(result());
        }
    }

    @SuppressWarnings("NullAway") // the body has set it, or T includes null
    private T result() {
        return value;
    }

    /** Returns the tasks that have not ended, in the order in which they were started. */
    @Override
    protected List<GroupTask<?>> tasks() {
        synchronized (lock) {
            return List.copyOf(tasks);
        }
    }

    @Override
    List<? extends Withdrawable> branches() {
        List<Withdrawable> all = new ArrayList<>(tasks());
        all.add(body);
        return all;
    }

    @Override
    protected boolean mayHoldResource() {
        return CompletionStages.isResource(body.stage());
    }

    @Override
    protected void discard() {
        CompletionStages.discard(body.stage());
    }

    @Override
    protected String describe() {
        return "a task group";
    }

    private final class Body extends Branch<T> {
        @Override
        void succeeded(T result) {
            value = result;
            bodyEnded();
        }

        @Override
        void failed(Throwable thrown) {
            GroupFuture.this.failed(thrown);
            bodyEnded();
        }

        @Override
        void endedWithdrawn(@Nullable Throwable thrown) {
            if (thrown != null && !(thrown instanceof CancellationException)) {
                GroupFuture.this.failed(thrown);
            }
            bodyEnded();
        }
    }
}
