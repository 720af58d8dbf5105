package dev.futurewire.monitor.ui;

import static dev.futurewire.monitor.ui.WindowAction.Keys.ctrl;
import static dev.futurewire.monitor.ui.WindowAction.Keys.ctrlShift;
import static dev.futurewire.monitor.ui.WindowAction.Keys.plain;
import static dev.futurewire.monitor.ui.WindowAction.Keys.shift;

import dev.futurewire.monitor.ui.lines.FollowView.SaveFormat;
import java.util.List;
import java.util.Set;
import javafx.application.Platform;
import javafx.scene.input.KeyCode;

/** The actions of the window: one list for the menu, the keyboard and the sheet of shortcuts. */
final class WindowActions {
    /** Names of the actions that start a menu group. */
    static final Set<String> GROUP_STARTS = Set.of("attach", "filter", "close", "csv", "tab-warnings", "theme", "help");

    private final MonitorWindow window;
    private final WindowViews views;
    private final SessionActions sessions;
    private final Appearance appearance;

    WindowActions(MonitorWindow window, WindowViews views, SessionActions sessions, Appearance appearance) {
        this.window = window;
        this.views = views;
        this.sessions = sessions;
        this.appearance = appearance;
    }

    List<WindowAction> all() {
        return List.of(
                WindowAction.of("attach", ctrl(KeyCode.N), sessions::attach),
                WindowAction.of("detach", ctrl(KeyCode.D), sessions::detach),
                WindowAction.of("reopen", plain(KeyCode.F5), sessions::reopen),
                WindowAction.of("next-server", ctrl(KeyCode.PAGE_DOWN), () -> sessions.chooseNext(1)),
                WindowAction.of("previous-server", ctrl(KeyCode.PAGE_UP), () -> sessions.chooseNext(-1)),
                WindowAction.of("demo", plain(KeyCode.F2), sessions::demonstrate),
                WindowAction.of("filter", ctrl(KeyCode.F), views.connections::focusFilter),
                WindowAction.of("columns", ctrlShift(KeyCode.C), views.connections::chooseColumns),
                WindowAction.of("hide-ended", ctrl(KeyCode.K), window::hideEnded),
                WindowAction.of("table", plain(KeyCode.F6), views.connections::focusTable),
                WindowAction.of("details", shift(KeyCode.F6), window::focusDetails, window.selectedProperty()),
                WindowAction.of("pause", ctrl(KeyCode.P), window::pause),
                WindowAction.of(
                        "close",
                        ctrl(KeyCode.W),
                        window::closeConnection,
                        window.selectedProperty().and(window.controllableProperty())),
                WindowAction.of(
                        "send",
                        ctrl(KeyCode.ENTER),
                        views.details::focusSend,
                        window.selectedProperty().and(window.controllableProperty())),
                WindowAction.of(
                        "pause-accepting", ctrlShift(KeyCode.P), window::pauseAccepting, window.controllableProperty()),
                WindowAction.of("find", ctrl(KeyCode.G), window::find, window.selectedProperty()),
                WindowAction.of("clear", ctrl(KeyCode.L), window::clearTraffic),
                WindowAction.of(
                        "save", ctrl(KeyCode.S), () -> window.saveTraffic(SaveFormat.TEXT), window.selectedProperty()),
                WindowAction.of(
                        "save-pcap",
                        ctrlShift(KeyCode.S),
                        () -> window.saveTraffic(SaveFormat.PCAPNG),
                        window.selectedProperty()),
                WindowAction.of("csv", ctrl(KeyCode.E), window::exportCsv),
                WindowAction.of("ndjson", ctrlShift(KeyCode.E), window::exportNdjson),
                WindowAction.of("record", ctrl(KeyCode.R), window::record),
                WindowAction.of("open", ctrl(KeyCode.O), sessions::open),
                WindowAction.of(
                        "tab-warnings", ctrl(KeyCode.DIGIT1).orCtrl(KeyCode.NUMPAD1), () -> views.layout.showTab(0)),
                WindowAction.of(
                        "tab-events", ctrl(KeyCode.DIGIT2).orCtrl(KeyCode.NUMPAD2), () -> views.layout.showTab(1)),
                WindowAction.of(
                        "tab-traffic", ctrl(KeyCode.DIGIT3).orCtrl(KeyCode.NUMPAD3), () -> views.layout.showTab(2)),
                WindowAction.of("chart", ctrl(KeyCode.H), views.tiles::nextSpan),
                WindowAction.of("acknowledge", ctrlShift(KeyCode.A), views.tiles::acknowledge),
                WindowAction.of("theme", ctrl(KeyCode.T), window::nextTheme),
                WindowAction.of(
                        "larger",
                        ctrl(KeyCode.PLUS)
                                .orCtrl(KeyCode.EQUALS)
                                .orCtrlShift(KeyCode.EQUALS)
                                .orCtrlShift(KeyCode.PLUS)
                                .orCtrl(KeyCode.ADD),
                        () -> appearance.font(1)),
                WindowAction.of("smaller", ctrl(KeyCode.MINUS).orCtrl(KeyCode.SUBTRACT), () -> appearance.font(-1)),
                WindowAction.of("normal", ctrl(KeyCode.DIGIT0).orCtrl(KeyCode.NUMPAD0), () -> appearance.font(0)),
                WindowAction.of("help", plain(KeyCode.F1), window::help),
                WindowAction.of("quit", ctrl(KeyCode.Q), Platform::exit));
    }
}
