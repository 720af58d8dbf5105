package dev.futurewire.monitor.ui;

import dev.futurewire.monitor.model.FeedPhase;
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
    final ReplayBar replay = new ReplayBar();
    final ConnectionsView connections;
    final DetailsView details;
    final WarningsView warnings;
    final EventsView events;
    final TrafficView traffic;
    final StatusBar status = new StatusBar();
    final WindowLayout layout;

    private final MonitorWindow window;
    private final WindowModel model;
    private final Settings settings;
    private final Tab warningsTab;
    private String warningsText = "";

    WindowViews(
            MonitorWindow window,
            WindowModel model,
            SessionActions sessions,
            DetailsActions actions,
            Appearance appearance,
            Settings settings) {
        this.window = window;
        this.model = model;
        this.settings = settings;
        chips = new ServerChips(new ChipActions(sessions));
        banner = new Banner(new BannerActions(window, sessions));
        connections = new ConnectionsView(
                ServerView.EMPTY,
                sessions::demonstrate,
                window::focusDetails,
                window::closeConnection,
                sessions::attach);
        connections.scale(appearance.scale());
        connections.layout(settings.get("columns", ""));
        appearance.onScaled(connections::scale);
        connections.order(settings.get("order", ""));
        connections.hideEndedProperty().set(Boolean.parseBoolean(settings.get("hide-ended", "false")));
        details = new DetailsView(actions);
        details.chartProperty().set(Boolean.parseBoolean(settings.get("details.chart", "false")));
        details.follow().decoder(settings.get("decoder", ""));
        warnings = new WarningsView(window::reveal);
        events = new EventsView(window::reveal);
        traffic = new TrafficView(window::reveal);
        layout = new WindowLayout(settings, connections.root(), details.root());
        warningsTab = layout.tab("warnings", warnings.root(), warnings.list());
        layout.tab("events", events.root(), events.root());
        layout.tab("traffic", traffic.root(), traffic.lines());
    }

    private record ChipActions(SessionActions sessions) implements ServerChips.Actions {
        @Override
        public void choose(Session session) {
            sessions.choose(session);
        }

        @Override
        public void detach(Session session) {
            sessions.detach(session);
        }

        @Override
        public void reopen() {
            sessions.reopen();
        }
    }

    private record BannerActions(MonitorWindow window, SessionActions sessions) implements Banner.Actions {
        @Override
        public void reopen() {
            sessions.reopen();
        }

        @Override
        public void resume() {
            window.resume();
        }

        @Override
        public void resumeAccepting() {
            window.resumeAccepting();
        }

        @Override
        public void chooseToken() {
            sessions.chooseToken();
        }
    }

    /** Adds the views to the root of the window, below its toolbar. */
    void into(BorderPane root, WindowToolbar toolbar) {
        root.setTop(new VBox(toolbar.root(), tiles.root(), banner.root(), replay.root()));
        root.setCenter(layout.root());
        root.setBottom(status.root());
    }

    /** Puts what is kept between runs into the settings. */
    void remember() {
        layout.remember();
        settings.put("columns", connections.layout());
        settings.put("order", connections.order());
        settings.put("hide-ended", connections.hideEndedProperty().get());
        settings.put("decoder", details.follow().decoder());
        settings.put("details.chart", details.chartProperty().get());
    }

    @Override
    public void refreshLines() {
        if (!model.paused() && model.current() != null) {
            if (model.selection() != null) {
                details.refreshTraffic(model.view(), now());
            }
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
        if (model.selection() != null) {
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
        replay.refresh(session.playback(), view.status().phase() == FeedPhase.ENDED);
        status.refresh(view, now);
        if (!model.paused()) {
            tiles.refresh(view, session.history());
        }
        warnings.refresh(view);
        events.refresh(view);
        traffic.refreshSampling(view);
        countWarnings(view);
    }

    /** Shows the number of warnings, and of those that are listed if they are fewer. */
    private void countWarnings(ServerView view) {
        long listed = view.warnings().size();
        long ever =
                view.totals() == null ? listed : Math.max(listed, view.totals().warnings());
        String text;
        if (ever == 0) {
            text = Messages.get("tab.warnings");
        } else if (ever == listed) {
            text = Messages.get("tab.warnings.some", Long.toString(ever));
        } else {
            text = Messages.get("tab.warnings.part", Long.toString(listed), Long.toString(ever));
        }
        if (!text.equals(warningsText)) {
            warningsText = text;
            warningsTab.setText(text);
        }
    }

    private static long now() {
        return System.currentTimeMillis();
    }
}
