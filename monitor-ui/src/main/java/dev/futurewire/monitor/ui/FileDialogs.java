package dev.futurewire.monitor.ui;

import dev.futurewire.monitor.model.Messages;
import java.io.File;
import java.nio.file.Path;
import javafx.stage.FileChooser;
import javafx.stage.Window;
import org.jspecify.annotations.Nullable;

/** Asks the user for files with the system's dialogs. */
public class FileDialogs {
    private final Window owner;

    /**
     * Creates dialogs for a window.
     *
     * @param owner window that the dialogs block
     */
    public FileDialogs(Window owner) {
        this.owner = owner;
    }

    /** Asks for a file to write; returns null if the user cancels. */
    public @Nullable Path chooseFileToSave(String title, String suggestion) {
        return path(chooser(title, suggestion).showSaveDialog(owner));
    }

    /** Asks for a file to read; returns null if the user cancels. */
    public @Nullable Path chooseFileToOpen(String title) {
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
