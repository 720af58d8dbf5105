package dev.futurewire.monitor.ui;

import java.util.List;
import java.util.Set;
import javafx.application.Platform;

/** The actions of the window: one list for the menu, the keyboard and the sheet of shortcuts. */
final class WindowActions {
    /** Names of the actions that start a menu group. */
    static final Set<String> GROUP_STARTS = Set.of("attach", "filter", "close", "csv", "tab-warnings", "theme", "help");

    private final MonitorWindow window;
    private final WindowViews views;
    private final Appearance appearance;

    WindowActions(MonitorWindow window, WindowViews views, Appearance appearance) {
        this.window = window;
        this.views = views;
        this.appearance = appearance;
    }

    List<WindowAction> all() {
        return List.of(
                WindowAction.of("attach", "Shortcut+N", window::attach),
                WindowAction.of("detach", "Shortcut+D", window::detach),
                WindowAction.of("reopen", "F5", window::reopen),
                WindowAction.of("next-server", "Shortcut+Page_Down", () -> window.chooseNext(1)),
                WindowAction.of("previous-server", "Shortcut+Page_Up", () -> window.chooseNext(-1)),
                WindowAction.of("demo", "F2", window::demonstrate),
                WindowAction.of("filter", "Shortcut+F", views.connections::focusFilter),
                WindowAction.of("columns", "Shortcut+Shift+C", views.connections::chooseColumns),
                WindowAction.of("table", "F6", views.connections::focusTable),
                WindowAction.of("details", "Shift+F6", window::focusDetails, window.selectedProperty()),
                WindowAction.of("pause", "Shortcut+P", window::pause),
                WindowAction.of(
                        "close",
                        "Shortcut+W",
                        window::closeConnection,
                        window.selectedProperty().and(window.controllableProperty())),
                WindowAction.of(
                        "send",
                        "Shortcut+Enter",
                        views.details::focusSend,
                        window.selectedProperty().and(window.controllableProperty())),
                WindowAction.of(
                        "pause-accepting", "Shortcut+Shift+P", window::pauseAccepting, window.controllableProperty()),
                WindowAction.of("find", "Shortcut+G", window::find, window.selectedProperty()),
                WindowAction.of("clear", "Shortcut+L", window::clearTraffic),
                WindowAction.of("save", "Shortcut+S", window::saveTraffic, window.selectedProperty()),
                WindowAction.of("csv", "Shortcut+E", window::exportCsv),
                WindowAction.of("ndjson", "Shortcut+Shift+E", window::exportNdjson),
                WindowAction.of("record", "Shortcut+R", window::record),
                WindowAction.of("open", "Shortcut+O", window::open),
                WindowAction.of("tab-warnings", "Shortcut+1", () -> views.layout.showTab(0)),
                WindowAction.of("tab-events", "Shortcut+2", () -> views.layout.showTab(1)),
                WindowAction.of("tab-traffic", "Shortcut+3", () -> views.layout.showTab(2)),
                WindowAction.of("chart", "Shortcut+H", views.tiles::nextSpan),
                WindowAction.of("theme", "Shortcut+T", window::nextTheme),
                WindowAction.of("larger", "Shortcut+Plus", () -> appearance.font(1)),
                WindowAction.of("smaller", "Shortcut+Minus", () -> appearance.font(-1)),
                WindowAction.of("normal", "Shortcut+0", () -> appearance.font(0)),
                WindowAction.of("help", "F1", window::help),
                WindowAction.of("quit", "Shortcut+Q", Platform::exit));
    }
}
