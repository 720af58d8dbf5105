package dev.futurewire.monitor.ui;

import dev.futurewire.monitor.model.Messages;
import dev.futurewire.monitor.model.Session;
import dev.futurewire.monitor.model.Settings;
import dev.futurewire.monitor.model.WindowModel;
import dev.futurewire.monitor.source.FeedAddress;
import dev.futurewire.monitor.source.KnownServers;
import dev.futurewire.monitor.source.RecordedFeed;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/** The user's actions on the watched servers: attach, detach, show another one, open a recording. */
final class SessionActions {
    private final WindowModel model;
    private final Settings settings;
    private final KnownServers known;
    private final FileDialogs files;
    private final Dialogs dialogs;
    private final Callable<Session> demonstration;
    private final Shown shown;
    private final Consumer<String> say;
    private final Map<Session, FeedAddress> addresses = new HashMap<>();

    /** Shows what the actions have changed. */
    interface Shown {
        /** A server has been added. */
        void added(Session session);

        /** A server has been removed. */
        void removed(Session session);

        /** Another server is current. */
        void current();
    }

    SessionActions(
            WindowModel model,
            Settings settings,
            FileDialogs files,
            Dialogs dialogs,
            Callable<Session> demonstration,
            Shown shown,
            Consumer<String> say) {
        this.model = model;
        this.settings = settings;
        this.files = files;
        this.dialogs = dialogs;
        this.demonstration = demonstration;
        this.shown = shown;
        this.say = say;
        known = new KnownServers(settings);
    }

    void add(Session session) {
        model.add(session);
        shown.added(session);
        shown.current();
    }

    void choose(Session session) {
        model.show(session);
        shown.current();
    }

    void chooseNext(int step) {
        model.showNext(step);
        shown.current();
    }

    /** Attaches to a server in another process; shows the one that is attached already if it has this address. */
    void attach(FeedAddress address) {
        for (Map.Entry<Session, FeedAddress> each : addresses.entrySet()) {
            if (each.getValue().toString().equals(address.toString())) {
                if (each.getValue().equals(address)) {
                    choose(each.getKey());
                    say.accept(Messages.get("status.attached-already", address));
                    return;
                }
                remove(each.getKey());
                break;
            }
        }
        settings.put("attach.last", address);
        known.remember(address);
        Session session =
                new Session(Session.Origin.ATTACHED, known.name(address), address::open, System::currentTimeMillis);
        addresses.put(session, address);
        add(session);
    }

    void attach() {
        AttachDialog dialog = new AttachDialog(known, settings.get("attach.last", "127.0.0.1:7001"), files);
        dialog.ask(dialogs::dress).ifPresent(this::attach);
    }

    /** Asks for another token file for the server that refuses the one it was shown. */
    void chooseToken() {
        Session session = model.current();
        FeedAddress address = session == null ? null : addresses.get(session);
        Path file = address == null ? null : files.chooseFileToOpen("attach.choose-token");
        if (address != null && file != null) {
            attach(new FeedAddress(address.host(), address.port(), file, address.tls(), address.authority()));
        }
    }

    void detach() {
        Session leaving = model.current();
        if (leaving != null) {
            detach(leaving);
        }
    }

    /** Removes a server. */
    void detach(Session session) {
        model.show(session);
        Session leaving = model.detach();
        if (leaving == null) {
            say.accept(Messages.get("status.not-detached"));
            return;
        }
        left(leaving);
    }

    private void remove(Session session) {
        model.show(session);
        Session leaving = model.detach();
        if (leaving != null) {
            left(leaving);
        } else {
            addresses.remove(session);
        }
    }

    private void left(Session leaving) {
        addresses.remove(leaving);
        shown.removed(leaving);
        shown.current();
        leaving.close();
    }

    void reopen() {
        Session session = model.current();
        if (session != null) {
            session.reopen();
            say.accept(Messages.get("status.reopened"));
        }
    }

    /** Starts the demonstration, or shows the running one. */
    void demonstrate() {
        Session running = model.demonstration();
        if (running != null) {
            choose(running);
            return;
        }
        try {
            Session started = demonstration.call();
            model.addDemonstration(started);
            shown.added(started);
            shown.current();
            say.accept(Messages.get("status.demo"));
        } catch (Exception failure) {
            say.accept("⚠ " + Messages.get("status.demo-failed", String.valueOf(failure.getMessage())));
        }
    }

    void open() {
        Path file = files.chooseFileToOpen("record.open");
        if (file != null) {
            openRecording(file);
        }
    }

    /** Opens a recording and shows it. */
    void openRecording(Path file) {
        try {
            RecordedFeed.check(file);
            add(new Session(
                    Session.Origin.RECORDING,
                    Messages.get("session.recording", String.valueOf(file.getFileName())),
                    () -> new RecordedFeed(file, 1),
                    System::currentTimeMillis));
        } catch (IOException unreadable) {
            say.accept("⚠ " + Messages.get("status.not-opened", String.valueOf(unreadable.getMessage())));
        }
    }
}
