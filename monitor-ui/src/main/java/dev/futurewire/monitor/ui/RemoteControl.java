package dev.futurewire.monitor.ui;

import dev.futurewire.monitor.model.ConnectionEntry;
import dev.futurewire.monitor.model.ConnectionKey;
import dev.futurewire.monitor.model.Messages;
import dev.futurewire.monitor.model.ServerView;
import dev.futurewire.monitor.model.Session;
import java.util.function.Consumer;

/** Sends requests to the server after the user has confirmed them: close a connection, pause accepting. */
final class RemoteControl {
    private final Dialogs dialogs;
    private final Consumer<String> say;

    RemoteControl(Dialogs dialogs, Consumer<String> say) {
        this.dialogs = dialogs;
        this.say = say;
    }

    /** Closes a connection, after the user has confirmed it. */
    void close(Session session, ServerView view, ConnectionEntry entry, ConnectionKey key) {
        if (entry.closed() || !view.controllable() || view.entry(key) == null) {
            return;
        }
        String number = Long.toString(entry.id());
        boolean confirmed = dialogs.confirm(
                Messages.get("close.header", number),
                Messages.get("close.text", entry.row().peer()),
                Messages.get("close.yes"));
        // Meanwhile the server may have been started again, and the number may be that of another connection.
        if (confirmed && session.view().entry(key) != null) {
            session.source().closeConnection(entry.id());
            say.accept(Messages.get("status.closing", number));
        } else if (confirmed) {
            say.accept(Messages.get("status.gone", number));
        }
    }

    /** Pauses accepting connections, after the user has confirmed it; resumes it without a question. */
    void pauseAccepting(Session session, ServerView view) {
        if (view.totals() == null) {
            return;
        }
        if (view.totals().acceptState().equals("paused")) {
            resumeAccepting(session);
            return;
        }
        boolean confirmed = dialogs.confirm(
                Messages.get("pause-accepting.header", session.name()),
                Messages.get("pause-accepting.text"),
                Messages.get("pause-accepting.yes"));
        if (confirmed && session.view().generation() == view.generation()) {
            session.source().pauseAccepting(true);
            say.accept(Messages.get("status.accepting-paused"));
        }
    }

    /** Resumes accepting connections. */
    void resumeAccepting(Session session) {
        session.source().pauseAccepting(false);
        say.accept(Messages.get("status.accepting-resumed"));
    }
}
