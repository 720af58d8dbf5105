package dev.futurewire.monitor.ui;

import dev.futurewire.monitor.model.Messages;
import java.io.File;
import java.nio.file.Path;
import javafx.stage.FileChooser;
import javafx.stage.Window;
import org.jspecify.annotations.Nullable;

/** Asks the user for files, with the system's dialogs. */
public class FileQuestions {
    private final Window owner;

    /**
     * Asks nothing yet.
     *
     * @param owner the window that waits meanwhile
     */
    public FileQuestions(Window owner) {
        this.owner = owner;
    }

    /** Where to write; null if the user thinks better of it. */
    public @Nullable Path whereToSave(String title, String suggestion) {
        return path(chooser(title, suggestion).showSaveDialog(owner));
    }

    /** What to read; null if the user thinks better of it. */
    public @Nullable Path whatToOpen(String title) {
        return path(chooser(title, "").showOpenDialog(owner));
    }

    private static FileChooser chooser(String title, String suggestion) {
        FileChooser chooser = new FileChooser();
        chooser.setTitle(Messages.get(title));
        chooser.setInitialFileName(suggestion);
        return chooser;
    }

    private static @Nullable Path path(@Nullable File file) {
        return file == null ? null : file.toPath();
    }
}
