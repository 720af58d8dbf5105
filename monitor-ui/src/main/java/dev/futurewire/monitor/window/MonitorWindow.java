package dev.futurewire.monitor.window;

import atlantafx.base.theme.Styles;
import dev.futurewire.monitor.attach.AttachDialog;
import dev.futurewire.monitor.attach.Target;
import dev.futurewire.monitor.connections.ConnectionsView;
import dev.futurewire.monitor.details.DetailsView;
import dev.futurewire.monitor.events.EventsView;
import dev.futurewire.monitor.export.Export;
import dev.futurewire.monitor.export.SavedTraffic;
import dev.futurewire.monitor.help.ShortcutSheet;
import dev.futurewire.monitor.model.Entry;
import dev.futurewire.monitor.model.Picture;
import dev.futurewire.monitor.model.Session;
import dev.futurewire.monitor.record.Recorder;
import dev.futurewire.monitor.record.Replay;
import dev.futurewire.monitor.settings.Settings;
import dev.futurewire.monitor.text.Texts;
import dev.futurewire.monitor.theme.Theme;
import dev.futurewire.monitor.tiles.TilesView;
import dev.futurewire.monitor.traffic.TrafficView;
import dev.futurewire.monitor.warnings.WarningsView;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import javafx.application.Platform;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.geometry.Bounds;
import javafx.geometry.Orientation;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.Button;
import javafx.scene.control.ContextMenu;
import javafx.scene.control.Label;
import javafx.scene.control.Menu;
import javafx.scene.control.SplitPane;
import javafx.scene.control.Tab;
import javafx.scene.control.TabPane;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.stage.PopupWindow;
import javafx.stage.Stage;
import org.jspecify.annotations.Nullable;

/** The window: puts the views together, and does what is asked of it. */
public final class MonitorWindow {
    private static final double LEAST_FONT = 10;
    private static final double GREATEST_FONT = 22;
    private static final double FONT = 13;

    private final Stage stage;
    private final Settings settings;
    private final FileQuestions files;
    private final Callable<Session> demonstration;
    private final Dialogs dialogs;

    private final List<Session> sessions = new ArrayList<>();
    private final BooleanProperty paused = new SimpleBooleanProperty();
    private final BooleanProperty selected = new SimpleBooleanProperty();
    private final BooleanProperty controllable = new SimpleBooleanProperty();
    private final List<Action> actions;

    private final ServerChips chips = new ServerChips(this::choose);
    private final TilesView tiles = new TilesView();
    private final Banner banner = new Banner(this::reopen, () -> paused.set(false));
    private final ConnectionsView connections;
    private final DetailsView details;
    private final WarningsView warnings = new WarningsView(this::reveal);
    private final EventsView events = new EventsView(this::reveal);
    private final TrafficView traffic = new TrafficView();
    private final StatusBar status = new StatusBar();
    private final Label recording = new Label(Texts.text("toolbar.recording"));
    private final TabPane tabs = new TabPane();
    private final Tab warningsTab = new Tab();
    private final SplitPane vertical = new SplitPane();
    private final SplitPane horizontal = new SplitPane();
    private final BorderPane root = new BorderPane();
    private final Scene scene;
    private final Refresh refresh;

    private @Nullable Session current;
    private @Nullable Picture frozen;
    private @Nullable Recorder recorder;
    private @Nullable Session recorded;
    private @Nullable Session demonstrated;
    private @Nullable Long followed;
    private Theme theme;
    private double font;
    private int warningsShown = -1;
    private boolean secondHalf;

    /**
     * Builds the window.
     *
     * @param files asks for files
     * @param demonstration starts one
     */
    public MonitorWindow(Stage stage, Settings settings, FileQuestions files, Callable<Session> demonstration) {
        this.stage = stage;
        this.settings = settings;
        this.files = files;
        this.demonstration = demonstration;
        theme = Theme.of(settings.get("theme", "dark"));
        font = Math.max(LEAST_FONT, Math.min(GREATEST_FONT, settings.number("font", FONT)));
        dialogs = new Dialogs(stage, () -> theme, this::fontStyle);
        connections =
                new ConnectionsView(Nothing.PICTURE, this::demonstrate, this::focusDetails, this::closeConnection);
        details = new DetailsView(new Deeds());
        actions = new Actions(this).all();
        scene = new Scene(root, Placement.width(settings), Placement.height(settings));
        refresh = new Refresh(new Views());
        compose();
        connections.layout(settings.get("columns", ""));
        connections.selectedProperty().addListener((property, before, id) -> select(id));
        paused.addListener((property, before, value) -> frozen = value && current != null ? current.picture() : null);
        Keys.install(scene, actions, connections::focusFilter, this::escape);
        theme(theme);
        stage.setTitle(Texts.text("window.title"));
        stage.setScene(scene);
        Placement.restore(stage, settings);
    }

    private void compose() {
        root.getStyleClass().add("monitor");
        root.setStyle(fontStyle());
        tab(warningsTab, "warnings", warnings.root(), warnings.list());
        tab(new Tab(), "events", events.root(), events.root());
        tab(new Tab(), "traffic", traffic.root(), traffic.lines());
        tabs.setTabClosingPolicy(TabPane.TabClosingPolicy.UNAVAILABLE);
        tabs.getStyleClass().add(Styles.DENSE);
        tabs.setMinHeight(90);
        tabs.setAccessibleText(Texts.text("tabs.accessible"));
        vertical.setOrientation(Orientation.VERTICAL);
        vertical.getItems().addAll(connections.root(), tabs);
        vertical.setDividerPositions(settings.number("divider.vertical", 0.68));
        SplitPane.setResizableWithParent(tabs, false);
        horizontal.getItems().add(vertical);
        SplitPane.setResizableWithParent(details.root(), false);
        root.setTop(new VBox(toolbar(), tiles.root(), banner.root()));
        root.setCenter(horizontal);
        root.setBottom(status.root());
    }

    private void tab(Tab tab, String key, Node content, Node focused) {
        tab.setUserData(focused);
        tab.setText(Texts.text("tab." + key));
        tab.setId("tab-" + key);
        tab.setContent(content);
        tabs.getTabs().add(tab);
    }

    private Node toolbar() {
        Button attach = new Button(Texts.text("toolbar.attach"));
        attach.setId("attach");
        attach.setOnAction(event -> attach());
        ToggleButton pause = new ToggleButton(Texts.text("toolbar.pause"));
        pause.setId("pause");
        pause.selectedProperty().bindBidirectional(paused);
        pause.setTooltip(new Tooltip(Texts.text("toolbar.pause.tip")));
        Button demo = new Button(Texts.text("toolbar.demo"));
        demo.setId("demo");
        demo.setOnAction(event -> demonstrate());
        Button menu = new Button("☰");
        menu.setId("menu");
        menu.setAccessibleText(Texts.text("toolbar.menu"));
        menu.setTooltip(new Tooltip(Texts.text("toolbar.menu")));
        ContextMenu items = menu();
        items.setAnchorLocation(PopupWindow.AnchorLocation.CONTENT_TOP_RIGHT); // inside the window, whose edge is near
        menu.setOnAction(event -> {
            Bounds bounds = menu.localToScreen(menu.getBoundsInLocal());
            items.show(menu, bounds.getMaxX(), bounds.getMaxY());
        });
        recording.setId("recording");
        recording.getStyleClass().add("recording");
        recording.setVisible(false);
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        HBox bar = new HBox(chips.root(), space, recording, attach, pause, demo, menu);
        for (Node node : bar.getChildren()) {
            if (node instanceof Region region && region != space) {
                region.setMinWidth(Region.USE_PREF_SIZE);
            }
        }
        bar.getStyleClass().add("toolbar");
        bar.setAlignment(Pos.CENTER_LEFT);
        return bar;
    }

    private ContextMenu menu() {
        ContextMenu menu = new ContextMenu();
        Menu group = new Menu();
        for (Action action : actions) {
            if (Actions.BEGINS_GROUP.contains(action.name())) {
                group = new Menu(Texts.text("menu." + action.name()));
                menu.getItems().add(group);
            }
            group.getItems().add(action.menuItem());
        }
        return menu;
    }

    /** Shows it. */
    public void show() {
        stage.show();
        refresh.start();
        connections.focusTable();
    }

    /** Watches a server, and shows it. */
    public void add(Session session) {
        sessions.add(session);
        chips.add(session);
        choose(session);
    }

    /** Shows a server that is watched already. */
    void choose(Session session) {
        if (current != null && followed != null) {
            current.unfollow(followed);
        }
        followed = null;
        current = session;
        paused.set(false);
        chips.select(session);
        connections.show(session.picture(), session.origin() == Session.Origin.EMBEDDED, now());
        hideDetails();
        traffic.clear(session.picture());
        new Views().slow();
    }

    void chooseNext(int step) {
        if (current != null) {
            choose(sessions.get(Math.floorMod(sessions.indexOf(current) + step, sessions.size())));
        }
    }

    /** Attaches to a server elsewhere. */
    public void attach(Target target) {
        settings.put("attach.last", target);
        add(new Session(Session.Origin.ATTACHED, target.toString(), target::open, System::currentTimeMillis));
    }

    void attach() {
        AttachDialog dialog = new AttachDialog(
                settings.get("attach.last", "127.0.0.1:7001"), () -> files.whatToOpen("attach.choose-token"));
        dialog.ask(dialogs::dress).ifPresent(this::attach);
    }

    void detach() {
        Session leaving = current;
        if (leaving == null || sessions.size() < 2 || leaving.origin() == Session.Origin.EMBEDDED) {
            say(Texts.text("status.not-detached"));
            return;
        }
        sessions.remove(leaving);
        chips.remove(leaving);
        if (leaving == recorded) {
            record();
        }
        demonstrated = leaving == demonstrated ? null : demonstrated;
        choose(sessions.get(sessions.size() - 1));
        leaving.close();
    }

    void reopen() {
        if (current != null) {
            current.reopen();
            say(Texts.text("status.reopened"));
        }
    }

    /** Starts the demonstration, or shows it. */
    public void demonstrate() {
        Session running = demonstrated;
        if (running != null) {
            choose(running);
            return;
        }
        try {
            Session started = demonstration.call();
            demonstrated = started;
            add(started);
            say(Texts.text("status.demo"));
        } catch (Exception failure) {
            say("⚠ " + Texts.text("status.demo-failed", String.valueOf(failure.getMessage())));
        }
    }

    void pause() {
        paused.set(!paused.get());
    }

    void pauseAccepting() {
        Picture picture = picture();
        if (current != null && picture.totals() != null) {
            boolean pause = !picture.totals().acceptState().equals("paused");
            current.source().pauseAccepting(pause);
            say(Texts.text(pause ? "status.accepting-paused" : "status.accepting-resumed"));
        }
    }

    void open() {
        Path file = files.whatToOpen("record.open");
        if (file != null) {
            openRecording(file);
        }
    }

    /** Opens a recording. */
    public void openRecording(Path file) {
        try {
            Replay.check(file);
            add(new Session(
                    Session.Origin.RECORDING,
                    Texts.text("session.recording", String.valueOf(file.getFileName())),
                    () -> new Replay(file, 1),
                    System::currentTimeMillis));
        } catch (IOException unreadable) {
            say("⚠ " + Texts.text("status.not-opened", String.valueOf(unreadable.getMessage())));
        }
    }

    void record() {
        Recorder running = recorder;
        if (running != null) {
            if (recorded != null) {
                recorded.tellToo(null);
            }
            running.close();
            recorder = null;
            recorded = null;
            recording.setVisible(false);
            say(Texts.text("status.recorded"));
            return;
        }
        Session session = current;
        Path file = session == null ? null : files.whereToSave("record.save", "futurewire.ndjson");
        if (session == null || file == null) {
            return;
        }
        try {
            Recorder begun = new Recorder(
                    file,
                    picture().server(),
                    failure -> System.getLogger(MonitorWindow.class.getName())
                            .log(System.Logger.Level.WARNING, "the recording cannot go on", failure));
            recorder = begun;
            recorded = session;
            session.tellToo(begun);
            recording.setVisible(true);
            say(Texts.text("status.recording", file));
        } catch (IOException unwritable) {
            say("⚠ " + Texts.text("status.not-saved", String.valueOf(unwritable.getMessage())));
        }
    }

    void exportCsv() {
        export("futurewire.csv", file -> Export.csv(file, connections.entries(picture())));
    }

    void exportNdjson() {
        export("futurewire.ndjson", file -> Export.ndjson(file, connections.entries(picture())));
    }

    void saveTraffic() {
        if (!selected.get()) {
            return;
        }
        export(
                "traffic.txt",
                file -> SavedTraffic.write(
                        file, details.follow().pieces(), details.follow().rendering()));
    }

    private interface Writing {
        void to(Path file) throws IOException;
    }

    private void export(String suggestion, Writing writing) {
        Path file = files.whereToSave("export.save", suggestion);
        if (file == null) {
            return;
        }
        try {
            writing.to(file);
            say(Texts.text("status.saved", file));
        } catch (IOException unwritable) {
            say("⚠ " + Texts.text("status.not-saved", String.valueOf(unwritable.getMessage())));
        }
    }

    private void select(@Nullable Long id) {
        Session session = current;
        if (session == null || Objects.equals(id, followed)) {
            return;
        }
        if (followed != null) {
            session.unfollow(followed);
            followed = null;
        }
        Entry entry = id == null ? null : picture().entry(id);
        if (id == null || entry == null) {
            hideDetails();
            return;
        }
        followed = id;
        details.show(entry, session.follow(id), picture(), now());
        if (!horizontal.getItems().contains(details.root())) {
            horizontal.getItems().add(details.root());
            horizontal.setDividerPositions(settings.number("divider.horizontal", 0.66));
        }
        selected.set(true);
    }

    private void hideDetails() {
        if (horizontal.getItems().contains(details.root())) {
            rememberDivider();
            horizontal.getItems().remove(details.root());
        }
        selected.set(false);
    }

    private void rememberDivider() {
        if (horizontal.getDividerPositions().length > 0) {
            settings.put("divider.horizontal", horizontal.getDividerPositions()[0]);
        }
    }

    private void reveal(long connection) {
        if (picture().entry(connection) == null) {
            say(Texts.text("status.gone", Long.toString(connection)));
        } else {
            connections.select(connection);
        }
    }

    void closeConnection() {
        Entry entry = details.entry();
        Session session = current;
        if (entry == null || session == null || entry.closed() || !picture().controlAllowed()) {
            return;
        }
        boolean sure = dialogs.sure(
                Texts.text("close.header", Long.toString(entry.id())),
                Texts.text("close.text", entry.row().peer()),
                Texts.text("close.yes"));
        if (sure) {
            session.source().closeConnection(entry.id());
            say(Texts.text("status.closing", Long.toString(entry.id())));
        }
    }

    void sendLine() {
        details.focusSend();
    }

    void leave() {
        connections.deselect();
        connections.focusTable();
    }

    /** From the inside to the outside: the details first. */
    private boolean escape() {
        if (selected.get()) {
            leave();
            return true;
        }
        return false;
    }

    void focusFilter() {
        connections.focusFilter();
    }

    void focusTable() {
        connections.focusTable();
    }

    void focusDetails() {
        if (selected.get()) {
            details.root().lookup("#follow-lines").requestFocus();
        }
    }

    void chooseColumns() {
        connections.chooseColumns();
    }

    void find() {
        if (selected.get()) {
            details.follow().focusFind();
        }
    }

    void clearTraffic() {
        if (selected.get()) {
            details.follow().clear();
        }
        traffic.clear(picture());
    }

    void showTab(int index) {
        tabs.getSelectionModel().select(index);
        if (tabs.getTabs().get(index).getUserData() instanceof Node focused) {
            focused.requestFocus();
        }
    }

    void chartWindow() {
        tiles.nextWindow();
    }

    void theme(Theme next) {
        theme = next;
        next.apply(scene);
        settings.put("theme", next);
    }

    void nextTheme() {
        theme(theme.next());
        say(Texts.text("status.theme." + theme));
    }

    void font(double change) {
        font = change == 0 ? FONT : Math.max(LEAST_FONT, Math.min(GREATEST_FONT, font + change));
        root.setStyle(fontStyle());
        settings.put("font", font);
    }

    private String fontStyle() {
        return "-fx-font-size: " + font + "px;";
    }

    void help() {
        List<ShortcutSheet.Shortcut> shortcuts = new ArrayList<>();
        for (Action action : actions) {
            shortcuts.add(new ShortcutSheet.Shortcut(action.keysText(), action.text()));
        }
        var sheet = ShortcutSheet.of(shortcuts);
        dialogs.dress(sheet);
        sheet.show();
    }

    void quit() {
        Platform.exit();
    }

    /** Says something at the bottom of the window, for a while. */
    public void say(String what) {
        status.say(what);
    }

    /** What is shown. */
    public Picture picture() {
        Picture held = frozen;
        if (held != null) {
            return held;
        }
        return current == null ? Nothing.PICTURE : current.picture();
    }

    private static long now() {
        return System.currentTimeMillis();
    }

    BooleanProperty selectedProperty() {
        return selected;
    }

    BooleanProperty controllableProperty() {
        return controllable;
    }

    /** All that can be done. */
    public List<Action> actions() {
        return actions;
    }

    /** How evenly it is drawn. */
    public Pulses pulses() {
        return refresh.pulses();
    }

    /** Remembers how it was, and lets all servers go. */
    public void close() {
        refresh.stop();
        rememberDivider();
        settings.put("divider.vertical", vertical.getDividerPositions()[0]);
        settings.put("columns", connections.layout());
        Placement.remember(stage, settings);
        settings.save();
        Recorder running = recorder;
        if (running != null) {
            running.close();
        }
        connections.close();
        sessions.forEach(Session::close);
    }

    private final class Deeds implements DetailsView.Deeds {
        @Override
        public void closeConnection() {
            MonitorWindow.this.closeConnection();
        }

        @Override
        public void sendLine(String line) {
            Entry entry = details.entry();
            if (current != null && entry != null) {
                current.source().sendLine(entry.id(), line);
            }
        }

        @Override
        public void saveTraffic() {
            MonitorWindow.this.saveTraffic();
        }

        @Override
        public void leave() {
            MonitorWindow.this.leave();
        }
    }

    private final class Views implements Refresh.Fresh {
        @Override
        public void lines() {
            if (!paused.get() && current != null) {
                details.follow().refresh(now());
                traffic.refresh(picture());
            }
        }

        @Override
        public void table() {
            if (current == null) {
                return;
            }
            long now = paused.get() ? picture().receivedMillis() : now();
            connections.refresh(picture(), now);
            secondHalf = !secondHalf;
            if (selected.get() && secondHalf) {
                details.refresh(picture(), now);
            }
        }

        @Override
        public void slow() {
            Session session = current;
            if (session == null) {
                return;
            }
            Picture picture = picture();
            long now = now();
            controllable.set(picture.controlAllowed());
            chips.refresh(now);
            banner.refresh(session, picture, paused.get(), now);
            status.refresh(picture, refresh.pulses(), now);
            if (!paused.get()) {
                tiles.refresh(picture, session.history());
            }
            warnings.refresh(picture);
            events.refresh(picture);
            traffic.refreshSampling(picture);
            int count = picture.warnings().size();
            if (count != warningsShown) {
                warningsShown = count;
                warningsTab.setText(
                        count == 0
                                ? Texts.text("tab.warnings")
                                : Texts.text("tab.warnings.some", Integer.toString(count)));
            }
        }
    }
}
