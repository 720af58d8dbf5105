package dev.futurewire.monitor.ui;

import dev.futurewire.monitor.model.Messages;
import dev.futurewire.monitor.model.Session;
import dev.futurewire.monitor.source.Recorder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import javafx.scene.Node;
import javafx.scene.control.Label;
import org.jspecify.annotations.Nullable;

/** The recording that is being made of a server, if one is, and the sign that says so. */
final class Recording {
    private final FileQuestions files;
    private final Consumer<String> say;
    private final Label sign = new Label(Messages.get("toolbar.recording"));
    private @Nullable Recorder recorder;
    private @Nullable Session recorded;

    Recording(FileQuestions files, Consumer<String> say) {
        this.files = files;
        this.say = say;
        sign.setId("recording");
        sign.getStyleClass().add("recording");
        sign.setVisible(false);
    }

    Node sign() {
        return sign;
    }

    /** Ends the one under way, or begins one of this server. */
    void toggle(@Nullable Session session) {
        if (recorder != null) {
            end();
            say.accept(Messages.get("status.recorded"));
        } else if (session != null) {
            begin(session);
        }
    }

    private void begin(Session session) {
        Path file = files.whereToSave("record.save", "futurewire.ndjson");
        if (file == null) {
            return;
        }
        try {
            Recorder begun = new Recorder(
                    file,
                    session.view().server(),
                    failure -> System.getLogger(Recording.class.getName())
                            .log(System.Logger.Level.WARNING, "the recording cannot go on", failure));
            recorder = begun;
            recorded = session;
            session.addViewer(begun);
            sign.setVisible(true);
            say.accept(Messages.get("status.recording", file));
        } catch (IOException unwritable) {
            say.accept("⚠ " + Messages.get("status.not-saved", String.valueOf(unwritable.getMessage())));
        }
    }

    /** A server is watched no longer. */
    void leaves(Session session) {
        if (session == recorded) {
            toggle(session);
        }
    }

    /** Ends the one under way. */
    void end() {
        Recorder ending = recorder;
        if (ending != null) {
            if (recorded != null) {
                recorded.removeViewer(ending);
            }
            ending.close();
        }
        recorder = null;
        recorded = null;
        sign.setVisible(false);
    }
}
