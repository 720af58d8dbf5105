package dev.futurewire.monitor.ui;

import java.util.List;
import java.util.Set;

/** All that the window can do. One list makes the menu, the keyboard and the sheet of shortcuts. */
final class Actions {
    /** With these a group of the menu begins. */
    static final Set<String> BEGINS_GROUP = Set.of("attach", "filter", "close", "csv", "tab-warnings", "theme", "help");

    private final MonitorWindow window;

    Actions(MonitorWindow window) {
        this.window = window;
    }

    List<Action> all() {
        return List.of(
                Action.of("attach", "Shortcut+N", window::attach),
                Action.of("detach", "Shortcut+D", window::detach),
                Action.of("reopen", "F5", window::reopen),
                Action.of("next-server", "Shortcut+Page_Down", () -> window.chooseNext(1)),
                Action.of("previous-server", "Shortcut+Page_Up", () -> window.chooseNext(-1)),
                Action.of("demo", "F2", window::demonstrate),
                Action.of("filter", "Shortcut+F", window::focusFilter),
                Action.of("columns", "Shortcut+Shift+C", window::chooseColumns),
                Action.of("table", "F6", window::focusTable),
                Action.of("details", "Shift+F6", window::focusDetails, window.selectedProperty()),
                Action.of("pause", "Shortcut+P", window::pause),
                Action.of(
                        "close",
                        "Shortcut+W",
                        window::closeConnection,
                        window.selectedProperty().and(window.controllableProperty())),
                Action.of(
                        "send",
                        "Shortcut+Enter",
                        window::sendLine,
                        window.selectedProperty().and(window.controllableProperty())),
                Action.of("pause-accepting", "Shortcut+Shift+P", window::pauseAccepting, window.controllableProperty()),
                Action.of("find", "Shortcut+G", window::find, window.selectedProperty()),
                Action.of("clear", "Shortcut+L", window::clearTraffic),
                Action.of("save", "Shortcut+S", window::saveTraffic, window.selectedProperty()),
                Action.of("csv", "Shortcut+E", window::exportCsv),
                Action.of("ndjson", "Shortcut+Shift+E", window::exportNdjson),
                Action.of("record", "Shortcut+R", window::record),
                Action.of("open", "Shortcut+O", window::open),
                Action.of("tab-warnings", "Shortcut+1", () -> window.showTab(0)),
                Action.of("tab-events", "Shortcut+2", () -> window.showTab(1)),
                Action.of("tab-traffic", "Shortcut+3", () -> window.showTab(2)),
                Action.of("chart", "Shortcut+H", window::chartWindow),
                Action.of("theme", "Shortcut+T", window::nextTheme),
                Action.of("larger", "Shortcut+Plus", () -> window.font(1)),
                Action.of("smaller", "Shortcut+Minus", () -> window.font(-1)),
                Action.of("normal", "Shortcut+0", () -> window.font(0)),
                Action.of("help", "F1", window::help),
                Action.of("quit", "Shortcut+Q", window::quit));
    }
}
