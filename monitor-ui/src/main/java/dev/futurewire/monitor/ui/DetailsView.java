package dev.futurewire.monitor.ui;

import atlantafx.base.theme.Styles;
import dev.futurewire.feed.AwaitingRow;
import dev.futurewire.monitor.model.ConnectionEntry;
import dev.futurewire.monitor.model.DisplayFormat;
import dev.futurewire.monitor.model.Messages;
import dev.futurewire.monitor.model.RateHistory;
import dev.futurewire.monitor.model.ServerView;
import dev.futurewire.monitor.model.follow.FollowBuffer;
import dev.futurewire.monitor.ui.lines.FollowView;
import javafx.css.PseudoClass;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/** The details of the selected connection: state, counters, chart and traffic. */
final class DetailsView {
    private static final PseudoClass CLOSED = PseudoClass.getPseudoClass("closed");
    private static final long CHART_MILLIS = 250;

    private final Label title = new Label();
    private final Label state = new Label();
    private final Label awaiting = new Label();
    private final Label counters = new Label();
    private final Label notes = new Label();
    private final Button close = new Button(Messages.get("details.close"));
    private final Button hide = new Button("✕");
    private final TextField line = new TextField();
    private final Button send = new Button(Messages.get("details.send"));
    private final Label noControl = new Label(Messages.get("details.no-control"));
    private final HBox sending = new HBox(line, send);
    private final RateChart chart = new RateChart();
    private final FollowView follow;
    private final BorderPane root = new BorderPane();

    private @Nullable ConnectionEntry last;
    private RateHistory history = new RateHistory();
    private long chartedMillis;

    /**
     * Creates a view without a connection.
     *
     * @param actions what the buttons do
     */
    DetailsView(DetailsActions actions) {
        follow = new FollowView(actions::saveTraffic);
        title.setId("details-title");
        title.getStyleClass().addAll(Styles.TEXT_BOLD, "details-title");
        state.setId("details-state");
        awaiting.setId("details-awaiting");
        awaiting.setWrapText(true);
        counters.setId("details-counters");
        counters.getStyleClass().add(Styles.TEXT_MUTED);
        counters.setWrapText(true);
        notes.setId("details-notes");
        notes.setWrapText(true);
        notes.getStyleClass().add("problem");
        close.setId("details-close");
        close.getStyleClass().addAll(Styles.DANGER, Styles.BUTTON_OUTLINED);
        close.setMinWidth(Region.USE_PREF_SIZE);
        close.setTooltip(new Tooltip(Messages.get("details.close.tip")));
        close.setOnAction(event -> actions.closeConnection());
        hide.setId("details-leave");
        hide.getStyleClass().addAll(Styles.FLAT);
        hide.setMinWidth(Region.USE_PREF_SIZE);
        hide.setAccessibleText(Messages.get("details.leave"));
        hide.setTooltip(new Tooltip(Messages.get("details.leave")));
        hide.setOnAction(event -> actions.hideDetails());
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        title.setMinWidth(Region.USE_PREF_SIZE);
        HBox head = new HBox(title, space, close, hide);
        head.getStyleClass().add("tool-row");
        head.setAlignment(Pos.CENTER_LEFT);
        VBox facts = new VBox(state, awaiting, counters, notes, chart);
        chart.setAccessibleText(Messages.get("details.chart.accessible"));
        facts.getStyleClass().add("facts");
        for (Label label : new Label[] {state, awaiting, counters, notes}) {
            label.setMinHeight(Region.USE_PREF_SIZE);
        }
        sending(actions);
        root.setTop(new VBox(head, facts));
        root.setCenter(follow.root());
        root.getStyleClass().add("details");
        root.setMinWidth(390);
        root.setPrefWidth(430);
    }

    private void sending(DetailsActions actions) {
        line.setId("send-line");
        line.setPromptText(Messages.get("details.send.prompt"));
        line.setAccessibleText(Messages.get("details.send.accessible"));
        line.setOnAction(event -> send.fire());
        send.setId("send");
        send.setMinWidth(Region.USE_PREF_SIZE);
        send.setOnAction(event -> {
            actions.sendLine(line.getText());
            line.clear();
        });
        HBox.setHgrow(line, Priority.ALWAYS);
        sending.getStyleClass().add("tool-row");
        noControl.getStyleClass().addAll(Styles.TEXT_MUTED, "facts");
        noControl.setWrapText(true);
        noControl.setId("no-control");
        root.setBottom(sending);
    }

    /** Shows a connection and its traffic. */
    void show(ConnectionEntry entry, FollowBuffer traffic, ServerView view, long now) {
        last = entry;
        history = new RateHistory();
        chartedMillis = 0;
        follow.follow(traffic);
        refresh(view, now);
    }

    /** Shows the latest state; called 10 times per second. */
    void refresh(ServerView view, long now) {
        ConnectionEntry before = last;
        if (before == null) {
            return;
        }
        ConnectionEntry found = view.entry(before.id());
        ConnectionEntry entry = found == null ? before : found;
        last = entry;
        long clock = view.clock(now);
        set(title, "#" + entry.id() + "  " + entry.row().peer());
        set(state, state(entry, clock));
        set(awaiting, awaiting(entry, clock));
        set(counters, counters(entry));
        String problems = notes(entry);
        set(notes, problems);
        notes.setVisible(!problems.isEmpty());
        notes.setManaged(!problems.isEmpty());
        history.add(clock, entry.inPerSecond(), entry.outPerSecond());
        if (Math.abs(now - chartedMillis) >= CHART_MILLIS) {
            chartedMillis = now;
            chart.show(history.points(RateHistory.Span.MINUTE), RateHistory.Span.MINUTE);
        }
        boolean ended = entry.closed() || found == null;
        root.pseudoClassStateChanged(CLOSED, ended);
        boolean allowed = view.controlAllowed();
        boolean controllable = !ended && view.controllable();
        close.setDisable(!controllable);
        sending.setDisable(!controllable);
        Node bottom = allowed ? sending : noControl;
        if (root.getBottom() != bottom) {
            root.setBottom(bottom);
        }
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

    private static String awaiting(ConnectionEntry entry, long clock) {
        AwaitingRow row = entry.row().awaiting();
        if (entry.closed()) {
            return Messages.get(
                    "details.reason",
                    entry.row().reason() == null ? "–" : entry.row().reason());
        }
        if (row == null) {
            return Messages.get("details.awaiting.nothing");
        }
        String where = row.location() == null ? "" : " · " + row.location();
        String since = DisplayFormat.duration(entry.waitingMillis(clock));
        return row.untilMillis() == null
                ? Messages.get("details.awaiting", row.operation() + where, since)
                : Messages.get(
                        "details.awaiting.until",
                        row.operation() + where,
                        since,
                        DisplayFormat.duration(entry.leftMillis(clock)));
    }

    private static String counters(ConnectionEntry entry) {
        return Messages.get(
                "details.counters",
                DisplayFormat.bytes(entry.row().bytesIn()),
                DisplayFormat.count(entry.row().linesIn()),
                DisplayFormat.bytes(entry.row().bytesOut()),
                DisplayFormat.count(entry.row().linesOut()),
                DisplayFormat.bytes(entry.row().queuedOutput()),
                DisplayFormat.bytes(entry.row().highWaterMark()),
                DisplayFormat.bytes(entry.row().bufferedInput()));
    }

    private static String notes(ConnectionEntry entry) {
        StringBuilder text = new StringBuilder();
        for (String kind : entry.warned().split(" ", -1)) {
            if (!kind.isEmpty()) {
                text.append(text.isEmpty() ? "⚠ " : ", ").append(Messages.getOrDefault("warning." + kind, kind));
            }
        }
        return text.toString();
    }

    private static void set(Label label, String text) {
        if (!text.equals(label.getText())) {
            label.setText(text);
        }
    }

    /** Returns the view of the traffic. */
    FollowView follow() {
        return follow;
    }

    /** Returns the connection that is shown, or null. */
    @Nullable
    ConnectionEntry entry() {
        return last;
    }

    /** Focuses the field for a line to send. */
    void focusSend() {
        line.requestFocus();
    }

    /** Returns the root node. */
    BorderPane root() {
        return root;
    }
}
