package dev.futurewire.monitor.ui;

import atlantafx.base.theme.Styles;
import dev.futurewire.feed.AwaitingRow;
import dev.futurewire.feed.ConnectionRow;
import dev.futurewire.monitor.model.ConnectionEntry;
import dev.futurewire.monitor.model.DisplayFormat;
import dev.futurewire.monitor.model.Messages;
import dev.futurewire.monitor.model.Peers;
import dev.futurewire.monitor.model.ServerView;
import java.util.ArrayList;
import java.util.List;
import javafx.geometry.HPos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** The facts about a connection, each in a field of its own, so that a changing number moves nothing else. */
final class DetailsFacts {
    private static final int COLUMNS = 3;

    private final Label state = label("details-state");
    private final Label awaiting = label("details-awaiting");
    private final Label location = label("details-location");
    private final Label waiting = label("details-waiting");
    private final Label left = label("details-left");
    private final Label origin = label("details-origin");
    private final Label notes = label("details-notes");
    private final GridPane counters = new GridPane();
    private final Label[] values = new Label[8];
    private final VBox root;

    DetailsFacts() {
        awaiting.getStyleClass().add("details-operation");
        location.getStyleClass().add(Styles.TEXT_MUTED);
        location.setMinWidth(0);
        origin.getStyleClass().add(Styles.TEXT_MUTED);
        notes.getStyleClass().add("problem");
        for (Label wrapped : new Label[] {state, origin, notes}) {
            wrapped.setWrapText(true);
            wrapped.setMinHeight(Region.USE_PREF_SIZE);
        }
        GridPane fields = new GridPane();
        fields.getStyleClass().add("fields");
        fields.addRow(0, awaiting, location, waiting, left);
        ColumnConstraints grow = new ColumnConstraints();
        grow.setHgrow(Priority.ALWAYS);
        fields.getColumnConstraints().addAll(new ColumnConstraints(), grow, right(), right());
        counters.getStyleClass().add("fields");
        String[] names = {"in", "lines-in", "queued", "out", "lines-out", "mark", "unread", "warnings"};
        for (int i = 0; i < values.length; i++) {
            Label name = new Label(Messages.get("details.field." + names[i]));
            name.getStyleClass().add(Styles.TEXT_MUTED);
            name.setMinWidth(Region.USE_PREF_SIZE);
            values[i] = label("details-" + names[i]);
            counters.add(name, i % COLUMNS * 2, i / COLUMNS);
            counters.add(values[i], i % COLUMNS * 2 + 1, i / COLUMNS);
        }
        for (int i = 0; i < COLUMNS; i++) {
            counters.getColumnConstraints().addAll(new ColumnConstraints(), right());
        }
        root = new VBox(state, fields, origin, counters, notes);
        root.getStyleClass().add("fact-list");
    }

    private static ColumnConstraints right() {
        ColumnConstraints right = new ColumnConstraints();
        right.setHalignment(HPos.RIGHT);
        return right;
    }

    private static Label label(String id) {
        Label label = new Label();
        label.setId(id);
        label.setMinWidth(Region.USE_PREF_SIZE);
        if (!id.equals("details-awaiting") && !id.equals("details-state")) {
            label.getStyleClass().add("digits");
        }
        return label;
    }

    String title(ConnectionEntry entry) {
        return "#" + entry.id() + "  " + Peers.shortened(entry.row());
    }

    void show(ConnectionEntry entry, ServerView view, boolean restarted, boolean gone, long clock) {
        ConnectionRow row = entry.row();
        set(state, restarted ? Messages.get("details.state.restarted") : state(entry, clock));
        AwaitingRow pending = row.awaiting();
        boolean ended = entry.closed() || restarted;
        if (ended || gone) {
            set(awaiting, ended(entry, restarted));
        } else {
            set(
                    awaiting,
                    pending == null ? Messages.get("details.awaiting.nothing") : Peers.operation(pending, row.id()));
        }
        boolean waits = !ended && !gone && pending != null;
        set(location, waits && pending != null && pending.location() != null ? pending.location() : "");
        set(waiting, waits ? DisplayFormat.duration(entry.waitingMillis(clock)) : "");
        set(
                left,
                waits
                        ? entry.leftMillis(clock) < 0
                                ? Messages.get("details.no-deadline")
                                : Messages.get("details.left", DisplayFormat.duration(entry.leftMillis(clock)))
                        : "");
        set(origin, origin(row, view));
        String[] texts = {
            DisplayFormat.bytes(row.bytesIn()),
            row.linesIn() == 0 && row.bytesIn() > 0 ? "–" : DisplayFormat.count(row.linesIn()),
            DisplayFormat.bytes(row.queuedOutput()),
            DisplayFormat.bytes(row.bytesOut()),
            DisplayFormat.count(row.linesOut()),
            DisplayFormat.bytes(row.highWaterMark()),
            DisplayFormat.bytes(row.bufferedInput()),
            DisplayFormat.count((long) row.warnings())
        };
        for (int i = 0; i < texts.length; i++) {
            set(values[i], texts[i]);
        }
        String problems = notes(entry);
        set(notes, problems);
        notes.setVisible(!problems.isEmpty());
        notes.setManaged(!problems.isEmpty());
    }

    private static String state(ConnectionEntry entry, long clock) {
        String name = Messages.getOrDefault(
                "state." + entry.row().state(), entry.row().state());
        String key = entry.closed() ? "details.state.closed" : "details.state";
        return Messages.get(
                key,
                name,
                DisplayFormat.duration(entry.ageMillis(clock)),
                DisplayFormat.duration(entry.idleMillis(clock)));
    }

    private static String ended(ConnectionEntry entry, boolean restarted) {
        if (restarted) {
            return "✕ " + Messages.get("details.reason", Messages.get("details.reason.restarted"));
        }
        String reason = entry.row().reason() == null ? "–" : entry.row().reason();
        return (entry.endedBadly() ? "✕ " : "✓ ") + Messages.get("details.reason", reason);
    }

    private static String origin(ConnectionRow row, ServerView view) {
        String proxy = row.proxy() == null ? "" : " · " + Messages.get("details.proxy", row.proxy());
        if (row.direction().equals(ConnectionRow.OUT)) {
            return Messages.get("details.opened", row.peer(), row.local()) + proxy;
        }
        String server = row.server() != null ? row.server() : view.server();
        return Messages.get("details.accepted", row.peer(), server, row.local()) + proxy;
    }

    private static String notes(ConnectionEntry entry) {
        List<String> kinds = new ArrayList<>();
        for (String kind : entry.warned().split(" ", -1)) {
            if (!kind.isEmpty()) {
                kinds.add(Messages.getOrDefault("warning." + kind, kind));
            }
        }
        return kinds.isEmpty() ? "" : "⚠ " + String.join(", ", kinds);
    }

    private static void set(Label label, String text) {
        if (!text.equals(label.getText())) {
            label.setText(text);
        }
    }

    Node root() {
        return root;
    }
}
