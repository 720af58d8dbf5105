package dev.futurewire.monitor.ui;

import dev.futurewire.monitor.model.ConnectionEntry;
import dev.futurewire.monitor.model.Messages;
import dev.futurewire.monitor.model.ServerView;
import dev.futurewire.monitor.model.Session;
import dev.futurewire.monitor.model.Settings;
import dev.futurewire.monitor.model.WindowModel;
import dev.futurewire.monitor.source.FeedAddress;
import dev.futurewire.monitor.source.RecordedFeed;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.scene.Scene;
import javafx.scene.layout.BorderPane;
import javafx.stage.Stage;
import org.jspecify.annotations.Nullable;

/** The window: assembles the views, and performs the user's actions on them and on the {@link WindowModel}. */
public final class MonitorWindow {
    private final Stage stage;
    private final Settings settings;
    private final FileDialogs files;
    private final Callable<Session> demonstration;
    private final Dialogs dialogs;
    private final RecordingToggle recording;
    private final ExportActions exports;
    private final RemoteControl control;
    private final Appearance appearance;

    private final WindowModel model = new WindowModel();
    private final BooleanProperty paused = new SimpleBooleanProperty();
    private final BooleanProperty selected = new SimpleBooleanProperty();
    private final BooleanProperty controllable = new SimpleBooleanProperty();
    private final List<WindowAction> actions;

    private final WindowViews views;
    private final RefreshTimer timer;

    /**
     * Builds the window; {@link #show} opens it.
     *
     * @param stage stage to fill
     * @param settings settings to restore, and to save on {@link #close}
     * @param files asks the user for files
     * @param demonstration starts the demonstration
     */
    public MonitorWindow(Stage stage, Settings settings, FileDialogs files, Callable<Session> demonstration) {
        this.stage = stage;
        this.settings = settings;
        this.files = files;
        this.demonstration = demonstration;
        BorderPane root = new BorderPane();
        root.getStyleClass().add("monitor");
        Scene scene = new Scene(root, WindowPlacement.width(settings), WindowPlacement.height(settings));
        appearance = new Appearance(settings, scene);
        dialogs = new Dialogs(stage, appearance::theme, appearance::fontStyle);
        recording = new RecordingToggle(files, this::say);
        exports = new ExportActions(files, this::say);
        control = new RemoteControl(dialogs, this::say);
        views = new WindowViews(this, model, new ButtonActions(), settings);
        actions = new WindowActions(this, views, appearance).all();
        views.into(root, new WindowToolbar(views.chips.root(), recording.sign(), paused, actions));
        timer = new RefreshTimer(views);
        views.connections.selectedProperty().addListener((property, before, id) -> select(id));
        paused.addListener((property, before, value) -> model.setPaused(value));
        KeyBindings.install(scene, actions, views.connections::focusFilter, this::escape);
        stage.setTitle(Messages.get("window.title"));
        stage.setScene(scene);
        WindowPlacement.restore(stage, settings);
    }

    /** Opens the window. */
    public void show() {
        stage.show();
        timer.start();
        views.connections.focusTable();
    }

    /** Adds a server and shows it. */
    public void add(Session session) {
        model.add(session);
        views.chips.add(session);
        showCurrent();
    }

    /** Shows a server that has been added. */
    void choose(Session session) {
        model.show(session);
        showCurrent();
    }

    void chooseNext(int step) {
        model.showNext(step);
        showCurrent();
    }

    private void showCurrent() {
        Session session = model.current();
        if (session == null) {
            return;
        }
        paused.set(model.paused());
        views.chips.select(session);
        views.connections.show(session.view(), session.origin() == Session.Origin.EMBEDDED, now());
        showSelection();
        views.traffic.clear(session.view());
        views.refreshSummary();
    }

    /** Attaches to a server in another process. */
    public void attach(FeedAddress address) {
        settings.put("attach.last", address);
        add(new Session(Session.Origin.ATTACHED, address.toString(), address::open, System::currentTimeMillis));
    }

    void attach() {
        AttachDialog dialog = new AttachDialog(
                settings.get("attach.last", "127.0.0.1:7001"), () -> files.chooseFileToOpen("attach.choose-token"));
        dialog.ask(dialogs::dress).ifPresent(this::attach);
    }

    void detach() {
        Session leaving = model.detach();
        if (leaving == null) {
            say(Messages.get("status.not-detached"));
            return;
        }
        views.chips.remove(leaving);
        recording.detached(leaving);
        showCurrent();
        leaving.close();
    }

    void reopen() {
        Session session = model.current();
        if (session != null) {
            session.reopen();
            say(Messages.get("status.reopened"));
        }
    }

    /** Starts the demonstration, or shows the running one. */
    public void demonstrate() {
        Session running = model.demonstration();
        if (running != null) {
            choose(running);
            return;
        }
        try {
            Session started = demonstration.call();
            model.addDemonstration(started);
            views.chips.add(started);
            showCurrent();
            say(Messages.get("status.demo"));
        } catch (Exception failure) {
            say("⚠ " + Messages.get("status.demo-failed", String.valueOf(failure.getMessage())));
        }
    }

    void pause() {
        paused.set(!paused.get());
    }

    void resume() {
        paused.set(false);
    }

    void pauseAccepting() {
        Session session = model.current();
        if (session != null) {
            control.pauseAccepting(session, model.view());
        }
    }

    void open() {
        Path file = files.chooseFileToOpen("record.open");
        if (file != null) {
            openRecording(file);
        }
    }

    /** Opens a recording and shows it. */
    public void openRecording(Path file) {
        try {
            RecordedFeed.check(file);
            add(new Session(
                    Session.Origin.RECORDING,
                    Messages.get("session.recording", String.valueOf(file.getFileName())),
                    () -> new RecordedFeed(file, 1),
                    System::currentTimeMillis));
        } catch (IOException unreadable) {
            say("⚠ " + Messages.get("status.not-opened", String.valueOf(unreadable.getMessage())));
        }
    }

    void record() {
        recording.toggle(model.current());
    }

    void exportCsv() {
        exports.csv(() -> views.connections.entries(model.view()));
    }

    void exportNdjson() {
        exports.ndjson(() -> views.connections.entries(model.view()));
    }

    void saveTraffic() {
        if (selected.get()) {
            exports.traffic(
                    views.details.follow().segments(), views.details.follow().rendering());
        }
    }

    private void select(@Nullable Long id) {
        if (model.select(id)) {
            showSelection();
        }
    }

    private void showSelection() {
        WindowModel.Selection selection = model.selection();
        if (selection == null) {
            views.layout.hideDetails();
        } else {
            views.details.show(selection.entry(), selection.traffic(), model.view(), now());
            views.layout.showDetails();
        }
        selected.set(selection != null);
    }

    void reveal(long connection) {
        if (model.view().entry(connection) == null) {
            say(Messages.get("status.gone", Long.toString(connection)));
        } else {
            views.connections.select(connection);
        }
    }

    void closeConnection() {
        ConnectionEntry entry = views.details.entry();
        Session session = model.current();
        if (entry != null && session != null) {
            control.close(session, model.view(), entry);
        }
    }

    private void deselect() {
        views.connections.deselect();
        views.connections.focusTable();
    }

    /** Handles Escape: hides the details, if they are shown. */
    private boolean escape() {
        if (selected.get()) {
            deselect();
            return true;
        }
        return false;
    }

    void focusDetails() {
        if (selected.get()) {
            views.details.root().lookup("#follow-lines").requestFocus();
        }
    }

    void find() {
        if (selected.get()) {
            views.details.follow().focusFind();
        }
    }

    void clearTraffic() {
        if (selected.get()) {
            views.details.follow().clear();
        }
        views.traffic.clear(model.view());
    }

    void nextTheme() {
        appearance.nextTheme();
        say(Messages.get("status.theme." + appearance.theme()));
    }

    void help() {
        List<ShortcutSheet.Shortcut> shortcuts = new ArrayList<>();
        for (WindowAction action : actions) {
            shortcuts.add(new ShortcutSheet.Shortcut(action.keysText(), action.text()));
        }
        var sheet = ShortcutSheet.of(shortcuts);
        dialogs.dress(sheet);
        sheet.show();
    }

    /** Shows a message in the status bar for a while. */
    public void say(String message) {
        views.status.say(message);
    }

    /** Returns the view that is displayed. */
    public ServerView view() {
        return model.view();
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

    /** Returns all actions, in menu order. */
    public List<WindowAction> actions() {
        return actions;
    }

    /** Returns statistics of the window's pulses. */
    public PulseStatistics pulses() {
        return timer.pulses();
    }

    /** Saves the settings, ends a recording and closes all sessions. */
    public void close() {
        timer.stop();
        views.layout.remember();
        settings.put("columns", views.connections.layout());
        WindowPlacement.remember(stage, settings);
        settings.save();
        recording.end();
        views.connections.close();
        model.close();
    }

    private final class ButtonActions implements DetailsActions {
        @Override
        public void closeConnection() {
            MonitorWindow.this.closeConnection();
        }

        @Override
        public void sendLine(String line) {
            ConnectionEntry entry = views.details.entry();
            Session session = model.current();
            if (session != null && entry != null) {
                session.source().sendLine(entry.id(), line);
            }
        }

        @Override
        public void saveTraffic() {
            MonitorWindow.this.saveTraffic();
        }

        @Override
        public void hideDetails() {
            deselect();
        }
    }
}
