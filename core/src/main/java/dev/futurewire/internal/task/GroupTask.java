package dev.futurewire.internal.task;

import dev.futurewire.internal.callsite.CallSites;
import dev.futurewire.internal.future.FutureContext;
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
final class GroupTask<T extends @Nullable Object> extends StageFuture<T> {
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

    /** Returns the name that the program has given to this task. */
    String name() {
        return name;
    }

    /** Returns the current state. */
    TaskState state() {
        if (!isDone()) {
            return TaskState.RUNNING;
        }
        if (!isCompletedExceptionally()) {
            return TaskState.SUCCEEDED;
        }
        return isCancelled() ? TaskState.CANCELLED : TaskState.FAILED;
    }

    /** Returns when this task was started, as a time of its context's timer. */
    long since() {
        return since;
    }

    /** Returns the source line that started this task, or null if it is unknown. */
    @Nullable
    StackTraceElement callSite() {
        return CallSites.resolve(callSite);
    }

    @Override
    protected String describe() {
        return "the task " + name;
    }
}
