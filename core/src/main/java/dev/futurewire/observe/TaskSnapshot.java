package dev.futurewire.observe;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The state of a task of a {@code TaskGroup} at one moment.
 *
 * @param name the name that the program has given to the task
 * @param state whether the task runs or how it has ended
 * @param since how long ago the task was started
 * @param callSite the source line that started it, or null if it is unknown
 * @param awaiting what the task waits for; empty if it waits for nothing or only for its own tasks
 * @param tasks the tasks of the groups that this task waits for, in the order in which they were started
 */
public record TaskSnapshot(
        String name,
        State state,
        Duration since,
        @Nullable StackTraceElement callSite,
        List<Awaiting> awaiting,
        List<TaskSnapshot> tasks) {
    /** The state of a task. */
    public enum State {
        /** The task has not ended. */
        RUNNING,
        /** The task has succeeded. */
        SUCCEEDED,
        /** The task has failed. */
        FAILED,
        /** The task was cancelled or withdrawn by its group. */
        CANCELLED
    }

    /**
     * Creates an instance with copies of the lists.
     *
     * @param name the name that the program has given to the task
     * @param state whether the task runs or how it has ended
     * @param since how long ago the task was started
     * @param callSite the source line that started it, or null if it is unknown
     * @param awaiting what the task waits for; empty if it waits for nothing or only for its own tasks
     * @param tasks the tasks of the groups that this task waits for, in the order in which they were started
     */
    public TaskSnapshot {
        awaiting = List.copyOf(awaiting);
        tasks = List.copyOf(tasks);
    }
}
