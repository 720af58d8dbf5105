package dev.futurewire.monitor.ui;

import dev.futurewire.monitor.model.ConnectionEntry;
import dev.futurewire.monitor.model.Messages;
import dev.futurewire.monitor.model.ServerView;
import dev.futurewire.monitor.model.Session;
import java.util.function.Consumer;

/** What is done to a server and its connections, where it allows that. */
final class Control {
    private final Dialogs dialogs;
    private final Consumer<String> say;

    Control(Dialogs dialogs, Consumer<String> say) {
        this.dialogs = dialogs;
        this.say = say;
    }

    /** Closes a connection, if the user says so once more. */
    void close(Session session, ServerView view, ConnectionEntry entry) {
        if (entry.closed() || !view.controllable()) {
            return;
        }
        String number = Long.toString(entry.id());
        boolean sure = dialogs.sure(
                Messages.get("close.header", number),
                Messages.get("close.text", entry.row().peer()),
                Messages.get("close.yes"));
        if (sure) {
            session.source().closeConnection(entry.id());
            say.accept(Messages.get("status.closing", number));
        }
    }

    /** Pauses accepting, or resumes it. */
    void pauseAccepting(Session session, ServerView view) {
        if (view.totals() != null) {
            boolean pause = !view.totals().acceptState().equals("paused");
            session.source().pauseAccepting(pause);
            say.accept(Messages.get(pause ? "status.accepting-paused" : "status.accepting-resumed"));
        }
    }
}
