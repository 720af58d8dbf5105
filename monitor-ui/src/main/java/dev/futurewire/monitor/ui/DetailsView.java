package dev.futurewire.monitor.ui;

import atlantafx.base.theme.Styles;
import dev.futurewire.monitor.model.ConnectionEntry;
import dev.futurewire.monitor.model.ConnectionKey;
import dev.futurewire.monitor.model.Messages;
import dev.futurewire.monitor.model.RateHistory;
import dev.futurewire.monitor.model.ServerView;
import dev.futurewire.monitor.model.WindowModel;
import dev.futurewire.monitor.ui.lines.FollowView;
import javafx.beans.property.BooleanProperty;
import javafx.css.PseudoClass;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/** The details of the selected connection: what it awaits, its tasks, its counters, a chart and its traffic. */
final class DetailsView {
    private static final PseudoClass CLOSED = PseudoClass.getPseudoClass("closed");
    private static final PseudoClass BAD = PseudoClass.getPseudoClass("bad");
    private static final long CHART_MILLIS = 500;

    private final Label title = new Label();
    private final Button close = new Button(Messages.get("details.close"));
    private final Button hide = new Button("✕");
    private final ToggleButton showChart = new ToggleButton(Messages.get("details.chart"));
    private final DetailsFacts facts = new DetailsFacts();
    private final TasksView tasks = new TasksView();
    private final TextField line = new TextField();
    private final Button send = new Button(Messages.get("details.send"));
    private final Label noControl = new Label(Messages.get("details.no-control"));
    private final HBox sending = new HBox(line, send);
    private final RateChart chart = new RateChart();
    private final FollowView follow;
    private final BorderPane root = new BorderPane();

    private @Nullable ConnectionEntry last;
    private ConnectionKey key = new ConnectionKey(-1, 0);
    private RateHistory history = new RateHistory();
    private boolean restarted;
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
        title.setMinWidth(Region.USE_PREF_SIZE);
        close.setId("details-close");
        close.getStyleClass().addAll(Styles.DANGER, Styles.BUTTON_OUTLINED, Styles.SMALL);
        close.setMinWidth(Region.USE_PREF_SIZE);
        close.setTooltip(new Tooltip(Messages.get("details.close.tip")));
        close.setOnAction(event -> actions.closeConnection());
        hide.setId("details-leave");
        hide.getStyleClass().addAll(Styles.FLAT, Styles.SMALL);
        hide.setMinWidth(Region.USE_PREF_SIZE);
        hide.setAccessibleText(Messages.get("details.leave"));
        hide.setTooltip(new Tooltip(Messages.get("details.leave")));
        hide.setOnAction(event -> actions.hideDetails());
        showChart.setId("details-chart");
        showChart.getStyleClass().addAll(Styles.FLAT, Styles.SMALL);
        showChart.setMinWidth(Region.USE_PREF_SIZE);
        chart.setVisible(false);
        chart.setManaged(false);
        showChart.selectedProperty().addListener((property, before, shown) -> {
            chart.setVisible(shown);
            chart.setManaged(shown);
        });
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        HBox head = new HBox(title, space, showChart, close, hide);
        head.getStyleClass().add("tool-row");
        head.setAlignment(Pos.CENTER_LEFT);
        chart.setAccessibleText(Messages.get("details.chart.accessible"));
        chart.getStyleClass().add("details-rates");
        VBox top = new VBox(facts.root(), tasks.root(), chart);
        top.getStyleClass().add("facts");
        sending(actions);
        root.setTop(new VBox(head, top));
        root.setCenter(follow.root());
        root.getStyleClass().add("details");
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
    void show(WindowModel.Selection selection, ServerView view, long now) {
        last = selection.entry();
        key = selection.key();
        history = selection.followed().rates();
        chartedMillis = 0;
        restarted = false;
        follow.follow(selection.followed().traffic());
        refresh(view, now);
    }

    /** Shows the latest state; called 5 times per second. */
    void refresh(ServerView view, long now) {
        ConnectionEntry before = last;
        if (before == null) {
            return;
        }
        ConnectionEntry found = view.entry(key);
        ConnectionEntry entry = found == null ? before : found;
        last = entry;
        restarted = key.generation() != view.generation();
        boolean ended = entry.closed() || found == null;
        facts.show(entry, view, restarted, found == null, view.clock(now));
        title.setText(facts.title(entry));
        tasks.show(ended ? null : entry.row(), view.clock(now));
        if (showChart.isSelected() && Math.abs(now - chartedMillis) >= CHART_MILLIS) {
            chartedMillis = now;
            chart.show(history.points(RateHistory.Span.MINUTE), RateHistory.Span.MINUTE);
        }
        root.pseudoClassStateChanged(CLOSED, ended);
        root.pseudoClassStateChanged(BAD, entry.endedBadly());
        boolean controllable = !ended && view.controllable();
        close.setDisable(!controllable);
        sending.setDisable(!controllable);
        Node bottom = view.controlAllowed() ? sending : noControl;
        if (root.getBottom() != bottom) {
            root.setBottom(bottom);
        }
    }

    /** Shows new traffic; called 10 times per second. */
    void refreshTraffic(ServerView view, long now) {
        ConnectionEntry entry = last;
        boolean ended = entry == null || entry.closed() || restarted;
        String note = "follow.empty";
        if (ended) {
            note = "follow.empty.ended";
        } else if (!view.controllable() && view.status().phase() != dev.futurewire.monitor.model.FeedPhase.LIVE) {
            note = "follow.empty.lost";
        }
        follow.refresh(now, Messages.get(note));
    }

    /** Whether the chart is shown; without it, there is more room for the traffic. */
    BooleanProperty chartProperty() {
        return showChart.selectedProperty();
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

    /** Returns the key of the connection that is shown. */
    ConnectionKey key() {
        return key;
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
