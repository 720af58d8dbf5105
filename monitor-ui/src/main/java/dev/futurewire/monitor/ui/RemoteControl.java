package dev.futurewire.monitor.ui;

import dev.futurewire.monitor.model.ConnectionEntry;
import dev.futurewire.monitor.model.Messages;
import dev.futurewire.monitor.model.ServerView;
import dev.futurewire.monitor.model.Session;
import java.util.function.Consumer;

/** Sends requests to the server: close a connection, pause accepting. */
final class RemoteControl {
    private final Dialogs dialogs;
    private final Consumer<String> say;

    RemoteControl(Dialogs dialogs, Consumer<String> say) {
        this.dialogs = dialogs;
        this.say = say;
    }

    /** Closes a connection, after the user has confirmed it. */
    void close(Session session, ServerView view, ConnectionEntry entry) {
        if (entry.closed() || !view.controllable()) {
            return;
        }
        String number = Long.toString(entry.id());
        boolean confirmed = dialogs.confirm(
                Messages.get("close.header", number),
                Messages.get("close.text", entry.row().peer()),
                Messages.get("close.yes"));
        if (confirmed) {
            session.source().closeConnection(entry.id());
            say.accept(Messages.get("status.closing", number));
        }
    }

    /** Pauses accepting connections, or resumes it. */
    void pauseAccepting(Session session, ServerView view) {
        if (view.totals() != null) {
            boolean pause = !view.totals().acceptState().equals("paused");
            session.source().pauseAccepting(pause);
            say.accept(Messages.get(pause ? "status.accepting-paused" : "status.accepting-resumed"));
        }
    }
}
