package dev.futurewire.monitor.ui;

import atlantafx.base.theme.Styles;
import dev.futurewire.feed.ConnectionRow;
import dev.futurewire.monitor.model.DisplayFormat;
import dev.futurewire.monitor.model.Messages;
import dev.futurewire.monitor.model.TaskTree;
import java.util.ArrayList;
import java.util.List;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/** The tasks of a connection as a tree: name, state, since when, and what each awaits, at which line, for how long still. */
final class TasksView {
    private static final int MAX_VISIBLE = 8;
    private static final double ROW_EM = 2.1;

    private final Label heading = new Label();
    private final ListView<String> list = new ListView<>();
    private final VBox root = new VBox(heading, list);

    TasksView() {
        heading.setId("tasks-heading");
        heading.getStyleClass().add(Styles.TEXT_MUTED);
        list.setId("tasks");
        list.setAccessibleText(Messages.get("tasks.accessible"));
        list.getStyleClass().addAll(Styles.DENSE, "task-list");
        list.setCellFactory(view -> new TaskCell());
        show(null, 0);
    }

    /** Shows the tasks of a connection; nothing without tasks. */
    void show(@Nullable ConnectionRow row, long clock) {
        List<TaskTree.Row> tasks = row == null ? List.of() : TaskTree.of(row);
        boolean some = !tasks.isEmpty();
        root.setVisible(some);
        root.setManaged(some);
        if (!some) {
            list.getItems().clear();
            return;
        }
        long named = tasks.stream().filter(task -> !task.name().isEmpty()).count();
        heading.setText(Messages.counted("tasks.heading", named));
        int width = tasks.stream()
                .mapToInt(task -> task.branches().length() + task.name().length())
                .max()
                .orElse(0);
        List<String> lines = new ArrayList<>(tasks.size());
        for (TaskTree.Row task : tasks) {
            lines.add(line(task, Math.min(width, 40), clock));
        }
        if (!lines.equals(list.getItems())) {
            if (lines.size() == list.getItems().size()) {
                for (int i = 0; i < lines.size(); i++) {
                    if (!lines.get(i).equals(list.getItems().get(i))) {
                        list.getItems().set(i, lines.get(i));
                    }
                }
            } else {
                list.getItems().setAll(lines);
            }
        }
        double rows = Math.min(MAX_VISIBLE, lines.size()) * ROW_EM + 1.5;
        list.setStyle("-fx-pref-height: " + rows + "em; -fx-min-height: 3em;");
    }

    private static String line(TaskTree.Row task, int width, long clock) {
        StringBuilder text = new StringBuilder();
        String head = task.branches() + task.name();
        text.append(head).append(" ".repeat(Math.max(0, width - head.length())));
        if (!task.state().isEmpty()) {
            text.append("  ")
                    .append(task.state())
                    .append(' ')
                    .append(DisplayFormat.duration(clock - task.sinceMillis()));
        }
        if (!task.awaits().isEmpty()) {
            text.append("  ").append(Messages.get("tasks.awaits")).append(' ').append(task.awaits());
            text.append(task.awaitsLocation().isEmpty() ? "" : "  " + task.awaitsLocation());
            text.append("  ").append(DisplayFormat.duration(clock - task.awaitsSinceMillis()));
            if (task.untilMillis() >= 0) {
                String left = DisplayFormat.duration(Math.max(0, task.untilMillis() - clock));
                text.append("  ").append(Messages.get("details.left", left));
            }
        }
        if (!task.location().isEmpty()) {
            text.append("  ").append(Messages.get("tasks.started", task.location()));
        }
        return text.toString();
    }

    private static final class TaskCell extends ListCell<String> {
        @Override
        protected void updateItem(@Nullable String task, boolean empty) {
            super.updateItem(task, empty);
            setText(empty ? null : task);
        }
    }

    Node root() {
        return root;
    }
}
