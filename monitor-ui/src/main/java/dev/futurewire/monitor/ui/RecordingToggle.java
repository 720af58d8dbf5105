package dev.futurewire.monitor.ui;

import dev.futurewire.feed.FeedSnapshot;
import dev.futurewire.monitor.model.Messages;
import dev.futurewire.monitor.model.Session;
import dev.futurewire.monitor.source.Recorder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import javafx.scene.Node;
import javafx.scene.control.Label;
import org.jspecify.annotations.Nullable;

/** Starts and stops the recording of a server; {@link #sign()} is visible while one is running. */
final class RecordingToggle {
    private final FileDialogs files;
    private final Consumer<String> say;
    private final Label sign = new Label(Messages.get("toolbar.recording"));
    private @Nullable Recorder recorder;
    private @Nullable Session recorded;

    RecordingToggle(FileDialogs files, Consumer<String> say) {
        this.files = files;
        this.say = say;
        sign.setId("recording");
        sign.getStyleClass().add("recording");
        sign.setVisible(false);
    }

    Node sign() {
        return sign;
    }

    /** Ends the running recording, or starts one of this server. */
    void toggle(@Nullable Session session) {
        if (recorder != null) {
            end();
            say.accept(Messages.get("status.recorded"));
        } else if (session != null) {
            start(session);
        }
    }

    private void start(Session session) {
        Path file = files.chooseFileToSave("record.save", "futurewire.ndjson");
        if (file == null) {
            return;
        }
        try {
            Recorder started = new Recorder(
                    file,
                    session.view().server(),
                    session.view().start(),
                    failure -> System.getLogger(RecordingToggle.class.getName())
                            .log(System.Logger.Level.WARNING, "the recording has stopped", failure));
            recorder = started;
            recorded = session;
            FeedSnapshot known = session.snapshot();
            if (known != null) {
                started.tick(known);
            }
            session.addViewer(started);
            sign.setVisible(true);
            say.accept(Messages.get("status.recording", file));
        } catch (IOException unwritable) {
            say.accept("⚠ " + Messages.get("status.not-saved", String.valueOf(unwritable.getMessage())));
        }
    }

    /** Ends the recording of a server that was detached. */
    void detached(Session session) {
        if (session == recorded) {
            toggle(session);
        }
    }

    /** Ends the running recording, if any. */
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
