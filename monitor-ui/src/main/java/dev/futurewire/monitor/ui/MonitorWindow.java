package dev.futurewire.monitor.ui;

import dev.futurewire.monitor.model.ConnectionEntry;
import dev.futurewire.monitor.model.ConnectionKey;
import dev.futurewire.monitor.model.Messages;
import dev.futurewire.monitor.model.Playback;
import dev.futurewire.monitor.model.ServerView;
import dev.futurewire.monitor.model.Session;
import dev.futurewire.monitor.model.Settings;
import dev.futurewire.monitor.model.WindowModel;
import dev.futurewire.monitor.source.FeedAddress;
import dev.futurewire.monitor.ui.lines.FollowView.SaveFormat;
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
    private final Dialogs dialogs;
    private final RecordingToggle recording;
    private final ExportActions exports;
    private final RemoteControl control;
    private final Appearance appearance;
    private final SessionActions sessions;

    private final WindowModel model = new WindowModel();
    private final BooleanProperty paused = new SimpleBooleanProperty();
    private final BooleanProperty selected = new SimpleBooleanProperty();
    private final BooleanProperty controllable = new SimpleBooleanProperty();
    private final List<WindowAction> actions;

    private final WindowViews views;
    private final RefreshTimer timer;
    private final PulseStatistics pulses = new PulseStatistics();

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
        BorderPane root = new BorderPane();
        root.getStyleClass().add("monitor");
        Scene scene = new Scene(root, WindowPlacement.width(settings), WindowPlacement.height(settings));
        appearance = new Appearance(settings, scene);
        dialogs = new Dialogs(stage, appearance::theme, appearance::fontStyle);
        recording = new RecordingToggle(files, this::say);
        exports = new ExportActions(files, this::say);
        control = new RemoteControl(dialogs, this::say);
        sessions = new SessionActions(model, settings, files, dialogs, demonstration, new Shown(), this::say);
        views = new WindowViews(this, model, sessions, new ButtonActions(), appearance, settings);
        actions = new WindowActions(this, views, sessions, appearance).all();
        views.into(root, new WindowToolbar(views.chips.root(), recording.sign(), paused, actions));
        timer = new RefreshTimer(views, () -> stage.isShowing() && !stage.isIconified());
        views.connections.selectedProperty().addListener((property, before, key) -> select(key));
        paused.addListener((property, before, value) -> setPaused(value));
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
        sessions.add(session);
    }

    /** Attaches to a server in another process. */
    public void attach(FeedAddress address) {
        sessions.attach(address);
    }

    /** Starts the demonstration, or shows the running one. */
    public void demonstrate() {
        sessions.demonstrate();
    }

    /** Opens a recording and shows it. */
    public void openRecording(Path file) {
        sessions.openRecording(file);
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

    void pause() {
        paused.set(!paused.get());
    }

    void resume() {
        paused.set(false);
    }

    /** Pauses the display, and the replay of a recording with it. */
    private void setPaused(boolean value) {
        model.setPaused(value);
        Playback playback = model.current() == null ? null : model.current().playback();
        if (playback != null) {
            playback.paused(value);
        }
    }

    void pauseAccepting() {
        Session session = model.current();
        if (session != null) {
            control.pauseAccepting(session, model.view());
        }
    }

    void resumeAccepting() {
        Session session = model.current();
        if (session != null) {
            control.resumeAccepting(session);
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

    void saveTraffic(SaveFormat format) {
        ConnectionEntry entry = views.details.entry();
        if (selected.get() && entry != null) {
            exports.traffic(entry, views.details.follow(), format);
        }
    }

    private void select(@Nullable ConnectionKey key) {
        if (model.select(key)) {
            showSelection();
        }
    }

    private void showSelection() {
        WindowModel.Selection selection = model.selection();
        if (selection == null) {
            views.layout.hideDetails();
        } else {
            views.details.show(selection, model.view(), now());
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
            control.close(session, model.view(), entry, views.details.key());
        }
    }

    private void deselect() {
        views.connections.deselect();
        select(null);
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

    void hideEnded() {
        BooleanProperty hidden = views.connections.hideEndedProperty();
        hidden.set(!hidden.get());
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

    /** Returns statistics of the toolkit's pulses, which are recorded from the first call on. */
    public PulseStatistics pulses() {
        pulses.start();
        return pulses;
    }

    /** Returns the number of times that the views were refreshed, or were not because the window could not be seen. */
    public long refreshes() {
        return timer.refreshes();
    }

    /** Saves the settings, ends a recording and closes all sessions. */
    public void close() {
        timer.stop();
        pulses.stop();
        views.remember();
        WindowPlacement.remember(stage, settings);
        settings.save();
        recording.end();
        views.connections.close();
        model.close();
    }

    private final class Shown implements SessionActions.Shown {
        @Override
        public void added(Session session) {
            views.chips.add(session);
        }

        @Override
        public void removed(Session session) {
            views.chips.remove(session);
            recording.detached(session);
        }

        @Override
        public void current() {
            showCurrent();
        }
    }

    private final class ButtonActions implements DetailsActions {
        @Override
        public void closeConnection() {
            MonitorWindow.this.closeConnection();
        }

        @Override
        public void sendLine(String line) {
            Session session = model.current();
            // The number may belong to another connection by now, of a server that has been started again.
            boolean same = session != null && session.view().entry(views.details.key()) != null;
            if (session != null && same) {
                session.source().sendLine(views.details.key().id(), line);
            }
        }

        @Override
        public void saveTraffic(SaveFormat format) {
            MonitorWindow.this.saveTraffic(format);
        }

        @Override
        public void hideDetails() {
            deselect();
        }
    }
}
