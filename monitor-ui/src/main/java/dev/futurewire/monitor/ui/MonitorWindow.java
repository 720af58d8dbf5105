package dev.futurewire.monitor.ui;

import dev.futurewire.monitor.model.ConnectionEntry;
import dev.futurewire.monitor.model.Messages;
import dev.futurewire.monitor.model.ServerView;
import dev.futurewire.monitor.model.Session;
import dev.futurewire.monitor.model.Settings;
import dev.futurewire.monitor.source.FeedAddress;
import dev.futurewire.monitor.source.RecordedFeed;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import javafx.application.Platform;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.scene.Scene;
import javafx.scene.layout.BorderPane;
import javafx.stage.Stage;
import org.jspecify.annotations.Nullable;

/** The window: puts the views together, and does what is asked of it. */
public final class MonitorWindow {
    private final Stage stage;
    private final Settings settings;
    private final FileQuestions files;
    private final Callable<Session> demonstration;
    private final Dialogs dialogs;
    private final Recording recording;
    private final Saving saving;
    private final Control control;
    private final Appearance appearance;

    private final List<Session> sessions = new ArrayList<>();
    private final BooleanProperty paused = new SimpleBooleanProperty();
    private final BooleanProperty selected = new SimpleBooleanProperty();
    private final BooleanProperty controllable = new SimpleBooleanProperty();
    private final List<Action> actions;

    private final Views views;
    private final Refresh refresh;

    private @Nullable Session current;
    private @Nullable ServerView frozen;
    private @Nullable Session demonstrated;
    private @Nullable Long followed;

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
        BorderPane root = new BorderPane();
        root.getStyleClass().add("monitor");
        Scene scene = new Scene(root, Placement.width(settings), Placement.height(settings));
        appearance = new Appearance(settings, scene);
        dialogs = new Dialogs(stage, appearance::theme, appearance::fontStyle);
        recording = new Recording(files, this::say);
        saving = new Saving(files, this::say);
        control = new Control(dialogs, this::say);
        views = new Views(this, new Deeds(), settings);
        actions = new Actions(this).all();
        views.into(root, new Toolbar(views.chips.root(), recording.sign(), paused, actions));
        refresh = new Refresh(views);
        views.connections.selectedProperty().addListener((property, before, id) -> select(id));
        paused.addListener((property, before, value) -> frozen = value && current != null ? current.view() : null);
        Keys.install(scene, actions, views.connections::focusFilter, this::escape);
        stage.setTitle(Messages.get("window.title"));
        stage.setScene(scene);
        Placement.restore(stage, settings);
    }

    /** Shows it. */
    public void show() {
        stage.show();
        refresh.start();
        views.connections.focusTable();
    }

    /** Watches a server, and shows it. */
    public void add(Session session) {
        sessions.add(session);
        views.chips.add(session);
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
        views.chips.select(session);
        views.connections.show(session.view(), session.origin() == Session.Origin.EMBEDDED, now());
        hideDetails();
        views.traffic.clear(session.view());
        views.slow();
    }

    void chooseNext(int step) {
        if (current != null) {
            choose(sessions.get(Math.floorMod(sessions.indexOf(current) + step, sessions.size())));
        }
    }

    /** Attaches to a server elsewhere. */
    public void attach(FeedAddress target) {
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
            say(Messages.get("status.not-detached"));
            return;
        }
        sessions.remove(leaving);
        views.chips.remove(leaving);
        recording.leaves(leaving);
        demonstrated = leaving == demonstrated ? null : demonstrated;
        choose(sessions.get(sessions.size() - 1));
        leaving.close();
    }

    void reopen() {
        if (current != null) {
            current.reopen();
            say(Messages.get("status.reopened"));
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
            say(Messages.get("status.demo"));
        } catch (Exception failure) {
            say("⚠ " + Messages.get("status.demo-failed", String.valueOf(failure.getMessage())));
        }
    }

    void pause() {
        paused.set(!paused.get());
    }

    boolean paused() {
        return paused.get();
    }

    void resume() {
        paused.set(false);
    }

    void pauseAccepting() {
        if (current != null) {
            control.pauseAccepting(current, view());
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
        recording.toggle(current);
    }

    void exportCsv() {
        saving.csv(() -> views.connections.entries(view()));
    }

    void exportNdjson() {
        saving.ndjson(() -> views.connections.entries(view()));
    }

    void saveTraffic() {
        if (selected.get()) {
            saving.traffic(
                    views.details.follow().segments(), views.details.follow().rendering());
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
        ConnectionEntry entry = id == null ? null : view().entry(id);
        if (id == null || entry == null) {
            hideDetails();
            return;
        }
        followed = id;
        views.details.show(entry, session.follow(id), view(), now());
        views.panes.showDetails();
        selected.set(true);
    }

    private void hideDetails() {
        views.panes.hideDetails();
        selected.set(false);
    }

    void reveal(long connection) {
        if (view().entry(connection) == null) {
            say(Messages.get("status.gone", Long.toString(connection)));
        } else {
            views.connections.select(connection);
        }
    }

    void closeConnection() {
        ConnectionEntry entry = views.details.entry();
        if (entry != null && current != null) {
            control.close(current, view(), entry);
        }
    }

    void sendLine() {
        views.details.focusSend();
    }

    void leave() {
        views.connections.deselect();
        views.connections.focusTable();
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
        views.connections.focusFilter();
    }

    void focusTable() {
        views.connections.focusTable();
    }

    void focusDetails() {
        if (selected.get()) {
            views.details.root().lookup("#follow-lines").requestFocus();
        }
    }

    void chooseColumns() {
        views.connections.chooseColumns();
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
        views.traffic.clear(view());
    }

    void showTab(int index) {
        views.panes.showTab(index);
    }

    void chartWindow() {
        views.tiles.nextWindow();
    }

    void nextTheme() {
        appearance.nextTheme();
        say(Messages.get("status.theme." + appearance.theme()));
    }

    void font(double change) {
        appearance.font(change);
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
        views.status.say(what);
    }

    /** What is shown. */
    public ServerView view() {
        ServerView held = frozen;
        if (held != null) {
            return held;
        }
        return current == null ? ServerView.EMPTY : current.view();
    }

    /** The server that is shown; null before there is one. */
    @Nullable
    Session current() {
        return current;
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
        views.panes.remember();
        settings.put("columns", views.connections.layout());
        Placement.remember(stage, settings);
        settings.save();
        recording.end();
        views.connections.close();
        sessions.forEach(Session::close);
    }

    private final class Deeds implements DetailsView.Deeds {
        @Override
        public void closeConnection() {
            MonitorWindow.this.closeConnection();
        }

        @Override
        public void sendLine(String line) {
            ConnectionEntry entry = views.details.entry();
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
}
