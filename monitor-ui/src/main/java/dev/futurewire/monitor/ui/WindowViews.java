package dev.futurewire.monitor.ui;

import dev.futurewire.monitor.model.Messages;
import dev.futurewire.monitor.model.ServerView;
import dev.futurewire.monitor.model.Session;
import dev.futurewire.monitor.model.Settings;
import dev.futurewire.monitor.model.WindowModel;
import dev.futurewire.monitor.ui.lines.TrafficView;
import dev.futurewire.monitor.ui.table.ConnectionsView;
import javafx.scene.control.Tab;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.VBox;

/** The views of the window, refreshed from the {@link WindowModel}. */
final class WindowViews implements RefreshTimer.Refreshable {
    final ServerChips chips;
    final TilesView tiles = new TilesView();
    final Banner banner;
    final ConnectionsView connections;
    final DetailsView details;
    final WarningsView warnings;
    final EventsView events;
    final TrafficView traffic = new TrafficView();
    final StatusBar status = new StatusBar();
    final WindowLayout layout;

    private final MonitorWindow window;
    private final WindowModel model;
    private final Tab warningsTab;
    private int warningsShown = -1;
    private boolean secondHalf;

    WindowViews(MonitorWindow window, WindowModel model, DetailsActions actions, Settings settings) {
        this.window = window;
        this.model = model;
        chips = new ServerChips(window::choose);
        banner = new Banner(window::reopen, window::resume);
        connections = new ConnectionsView(
                ServerView.EMPTY, window::demonstrate, window::focusDetails, window::closeConnection);
        connections.layout(settings.get("columns", ""));
        details = new DetailsView(actions);
        warnings = new WarningsView(window::reveal);
        events = new EventsView(window::reveal);
        layout = new WindowLayout(settings, connections.root(), details.root());
        warningsTab = layout.tab("warnings", warnings.root(), warnings.list());
        layout.tab("events", events.root(), events.root());
        layout.tab("traffic", traffic.root(), traffic.lines());
    }

    /** Adds the views to the root of the window, below its toolbar. */
    void into(BorderPane root, WindowToolbar toolbar) {
        root.setTop(new VBox(toolbar.root(), tiles.root(), banner.root()));
        root.setCenter(layout.root());
        root.setBottom(status.root());
    }

    @Override
    public void refreshLines() {
        if (!model.paused() && model.current() != null) {
            details.follow().refresh(now());
            traffic.refresh(model.view());
        }
    }

    @Override
    public void refreshTable() {
        if (model.current() == null) {
            return;
        }
        ServerView view = model.view();
        long now = model.time(now());
        connections.refresh(view, now);
        secondHalf = !secondHalf;
        if (model.selection() != null && secondHalf) {
            details.refresh(view, now);
        }
    }

    @Override
    public void refreshSummary() {
        Session session = model.current();
        if (session == null) {
            return;
        }
        ServerView view = model.view();
        long now = now();
        window.controllableProperty().set(view.controllable());
        chips.refresh(now);
        banner.refresh(session, view, model.paused(), now);
        status.refresh(view, window.pulses(), now);
        if (!model.paused()) {
            tiles.refresh(view, session.history());
        }
        warnings.refresh(view);
        events.refresh(view);
        traffic.refreshSampling(view);
        countWarnings(view.warnings().size());
    }

    private void countWarnings(int count) {
        if (count != warningsShown) {
            warningsShown = count;
            warningsTab.setText(
                    count == 0
                            ? Messages.get("tab.warnings")
                            : Messages.get("tab.warnings.some", Integer.toString(count)));
        }
    }

    private static long now() {
        return System.currentTimeMillis();
    }
}
