package dev.futurewire.server;

import dev.futurewire.feed.AwaitingRow;
import dev.futurewire.feed.ConnectionRow;
import dev.futurewire.feed.FeedSnapshot;
import dev.futurewire.feed.TaskRow;
import dev.futurewire.observe.Printable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Formats connections as a tree: each with what it waits for, and below it its tasks with what they wait for. Characters that are
 * not printable are escaped.
 */
final class PsTree {
    private final StringBuilder text = new StringBuilder();
    private final long now;

    private PsTree(long now) {
        this.now = now;
    }

    static String of(FeedSnapshot snapshot, List<ConnectionRow> rows) {
        PsTree tree = new PsTree(snapshot.timeMillis());
        for (ConnectionRow row : rows) {
            tree.connection(row);
        }
        return tree.text.toString();
    }

    private void connection(ConnectionRow row) {
        text.append(row.id())
                .append("  ")
                .append(Printable.escape(row.direction()))
                .append("  ")
                .append(Printable.escape(PsText.peer(row)))
                .append("  ")
                .append(Printable.escape(row.state()))
                .append(' ')
                .append(PsText.time(now - row.openedAtMillis()));
        AwaitingRow awaiting = row.awaiting();
        if (awaiting != null) {
            text.append(": ").append(operation(awaiting, row.id()));
        }
        text.append('\n');
        tasks(row.tasks(), "", row.id());
    }

    private void tasks(List<TaskRow> tasks, String indent, long connection) {
        for (int i = 0; i < tasks.size(); i++) {
            boolean last = i == tasks.size() - 1;
            task(tasks.get(i), indent + (last ? "`- " : "|- "), connection);
            tasks(tasks.get(i).tasks(), indent + (last ? "   " : "|  "), connection);
        }
    }

    private void task(TaskRow task, String indent, long connection) {
        text.append(indent)
                .append(Printable.escape(task.name()))
                .append("  ")
                .append(Printable.escape(task.state()))
                .append(' ')
                .append(PsText.time(now - task.sinceMillis()))
                .append(at(task.location()));
        String separator = ": ";
        for (AwaitingRow each : task.awaiting()) {
            text.append(separator).append(operation(each, connection));
            separator = ", ";
        }
        text.append('\n');
    }

    private String operation(AwaitingRow awaiting, long connection) {
        String left = awaiting.untilMillis() == null ? "" : ", " + PsText.left(awaiting, now) + " left";
        return PsText.operation(awaiting, connection) + " " + PsText.time(now - awaiting.sinceMillis()) + left
                + at(awaiting.location());
    }

    private static String at(@Nullable String location) {
        return location == null ? "" : " at " + Printable.escape(location);
    }
}
