package dev.futurewire.monitor.ui;

import dev.futurewire.monitor.model.Messages;
import dev.futurewire.monitor.model.ServerView;
import dev.futurewire.monitor.model.Session;
import dev.futurewire.monitor.model.Settings;
import dev.futurewire.monitor.ui.lines.TrafficView;
import dev.futurewire.monitor.ui.table.ConnectionsView;
import javafx.scene.control.Tab;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.VBox;

/** All views of the window, and how they are kept fresh. What they show is the window's to say. */
final class Views implements Refresh.Fresh {
    final ServerChips chips;
    final TilesView tiles = new TilesView();
    final Banner banner;
    final ConnectionsView connections;
    final DetailsView details;
    final WarningsView warnings;
    final EventsView events;
    final TrafficView traffic = new TrafficView();
    final StatusBar status = new StatusBar();
    final Panes panes;

    private final MonitorWindow window;
    private final Tab warningsTab;
    private int warningsShown = -1;
    private boolean secondHalf;

    Views(MonitorWindow window, DetailsView.Deeds deeds, Settings settings) {
        this.window = window;
        chips = new ServerChips(window::choose);
        banner = new Banner(window::reopen, window::resume);
        connections = new ConnectionsView(
                ServerView.EMPTY, window::demonstrate, window::focusDetails, window::closeConnection);
        connections.layout(settings.get("columns", ""));
        details = new DetailsView(deeds);
        warnings = new WarningsView(window::reveal);
        events = new EventsView(window::reveal);
        panes = new Panes(settings, connections.root(), details.root());
        warningsTab = panes.tab("warnings", warnings.root(), warnings.list());
        panes.tab("events", events.root(), events.root());
        panes.tab("traffic", traffic.root(), traffic.lines());
    }

    /** Puts them into the window, below its toolbar. */
    void into(BorderPane root, Toolbar toolbar) {
        root.setTop(new VBox(toolbar.root(), tiles.root(), banner.root()));
        root.setCenter(panes.root());
        root.setBottom(status.root());
    }

    @Override
    public void lines() {
        if (!window.paused() && window.current() != null) {
            details.follow().refresh(now());
            traffic.refresh(window.view());
        }
    }

    @Override
    public void table() {
        if (window.current() == null) {
            return;
        }
        ServerView view = window.view();
        long now = window.paused() ? view.receivedMillis() : now();
        connections.refresh(view, now);
        secondHalf = !secondHalf;
        if (window.selectedProperty().get() && secondHalf) {
            details.refresh(view, now);
        }
    }

    @Override
    public void slow() {
        Session session = window.current();
        if (session == null) {
            return;
        }
        ServerView view = window.view();
        long now = now();
        window.controllableProperty().set(view.controllable());
        chips.refresh(now);
        banner.refresh(session, view, window.paused(), now);
        status.refresh(view, window.pulses(), now);
        if (!window.paused()) {
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
                    count == 0 ? Messages.get("tab.warnings") : Messages.get("tab.warnings.some", Integer.toString(count)));
        }
    }

    private static long now() {
        return System.currentTimeMillis();
    }
}
