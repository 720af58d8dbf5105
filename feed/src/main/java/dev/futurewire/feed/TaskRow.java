package dev.futurewire.feed;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A task that runs for a connection.
 *
 * @param name the name that the program has given to it
 * @param state {@code running}, {@code succeeded}, {@code failed} or {@code cancelled}
 * @param sinceMillis when it was started, in milliseconds since the epoch
 * @param location the source line that started it, for example {@code Chat.java:33}; null if unknown
 * @param awaiting what it waits for; empty if it waits for its own tasks only
 * @param tasks the tasks of the groups that it waits for
 */
public record TaskRow(
        String name,
        String state,
        long sinceMillis,
        @Nullable String location,
        List<AwaitingRow> awaiting,
        List<TaskRow> tasks) {
    /**
     * Copies the lists.
     *
     * @param name the name that the program has given to it
     * @param state {@code running}, {@code succeeded}, {@code failed} or {@code cancelled}
     * @param sinceMillis when it was started, in milliseconds since the epoch
     * @param location the source line that started it, for example {@code Chat.java:33}; null if unknown
     * @param awaiting what it waits for; empty if it waits for its own tasks only
     * @param tasks the tasks of the groups that it waits for
     */
    public TaskRow {
        awaiting = List.copyOf(awaiting);
        tasks = List.copyOf(tasks);
    }
}
