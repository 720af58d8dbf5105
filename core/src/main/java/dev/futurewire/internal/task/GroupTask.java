package dev.futurewire.internal.task;

import dev.futurewire.internal.callsite.CallSites;
import dev.futurewire.internal.future.FutureContext;
import dev.futurewire.internal.future.PendingTask;
import dev.futurewire.observe.TaskSnapshot;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A task of a group. It reports to the group when both its stage and this future are complete: a task that is withdrawn
 * completes at once, even if its stage does not support cancellation.
 *
 * @param <T> the type of the result
 */
final class GroupTask<T extends @Nullable Object> extends StageFuture<T> implements PendingTask {
    private final GroupFuture<?> group;
    private final String name;
    private final long since;
    private final @Nullable Object callSite;

    /** The stage and this future, as far as they are incomplete. */
    private final AtomicInteger parts = new AtomicInteger(2);

    GroupTask(GroupFuture<?> group, FutureContext context, String name, @Nullable Object callSite) {
        super(context);
        this.group = group;
        this.name = name;
        this.callSite = callSite;
        since = context.timer().now();
    }

    /** Starts the stage. */
    void beginInGroup(Supplier<? extends CompletionStage<T>> supplier) {
        // The first dependent is the last to be notified.
        whenDone((value, failure) -> partEnded());
        begin(supplier);
    }

    @Override
    void stageEnded(@Nullable Throwable failure) {
        if (failure != null && !(failure instanceof CancellationException)) {
            group.failed(failure);
        }
        partEnded();
    }

    private void partEnded() {
        if (parts.decrementAndGet() == 0) {
            group.taskEnded(this);
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public TaskSnapshot.State state() {
        if (!isDone()) {
            return TaskSnapshot.State.RUNNING;
        }
        if (!isCompletedExceptionally()) {
            return TaskSnapshot.State.SUCCEEDED;
        }
        return isCancelled() ? TaskSnapshot.State.CANCELLED : TaskSnapshot.State.FAILED;
    }

    @Override
    public long ageNanos() {
        return turn().timer().now() - since;
    }

    @Override
    public @Nullable StackTraceElement callSite() {
        return CallSites.resolve(callSite);
    }

    @Override
    protected String describe() {
        return "the task " + name;
    }
}
