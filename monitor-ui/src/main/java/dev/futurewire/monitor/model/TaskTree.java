package dev.futurewire.monitor.model;

import dev.futurewire.feed.AwaitingRow;
import dev.futurewire.feed.ConnectionRow;
import dev.futurewire.feed.TaskRow;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tasks of a connection as rows, from the top of the tree to the bottom, as {@code futurewire ps --tree} shows them. */
public final class TaskTree {
    /** The maximum number of rows: 500. */
    static final int MAX_ROWS = 500;

    /**
     * A task, or an operation that a task waits for beside its first one.
     *
     * @param branches lines of the tree before the name
     * @param name name of the task; empty for a further operation
     * @param state state of the task; empty for a further operation
     * @param sinceMillis when the task was started, or the operation
     * @param location source line that started it, or empty
     * @param awaits the operation it waits for, or empty
     * @param awaitsLocation source line of the operation, or empty
     * @param awaitsSinceMillis when it began to wait, or -1
     * @param untilMillis when the operation times out, or -1
     */
    public record Row(
            String branches,
            String name,
            String state,
            long sinceMillis,
            String location,
            String awaits,
            String awaitsLocation,
            long awaitsSinceMillis,
            long untilMillis) {}

    private final List<Row> rows = new ArrayList<>();
    private final long connection;

    private TaskTree(long connection) {
        this.connection = connection;
    }

    /** Returns the rows of a connection; empty if no tasks run for it. */
    public static List<Row> of(ConnectionRow row) {
        TaskTree tree = new TaskTree(row.id());
        tree.add(row.tasks(), "");
        return tree.rows;
    }

    private void add(List<TaskRow> tasks, String indent) {
        for (int i = 0; i < tasks.size() && rows.size() < MAX_ROWS; i++) {
            boolean last = i == tasks.size() - 1;
            TaskRow task = tasks.get(i);
            String below = indent + (last ? "   " : "│  ");
            List<AwaitingRow> awaiting = task.awaiting();
            rows.add(row(indent + (last ? "└─ " : "├─ "), task, awaiting.isEmpty() ? null : awaiting.get(0)));
            for (int other = 1; other < awaiting.size(); other++) {
                rows.add(row(below, null, awaiting.get(other)));
            }
            add(task.tasks(), below);
        }
    }

    private Row row(String branches, @Nullable TaskRow task, @Nullable AwaitingRow awaiting) {
        Long until = awaiting == null ? null : awaiting.untilMillis();
        String at = awaiting == null || awaiting.location() == null ? "" : awaiting.location();
        return new Row(
                branches,
                task == null ? "" : task.name(),
                task == null ? "" : task.state(),
                task != null ? task.sinceMillis() : awaiting == null ? -1 : awaiting.sinceMillis(),
                task == null || task.location() == null ? "" : task.location(),
                awaiting == null ? "" : Peers.operation(awaiting, connection),
                at,
                awaiting == null ? -1 : awaiting.sinceMillis(),
                until == null ? -1 : until);
    }
}
