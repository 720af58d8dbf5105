package dev.futurewire.monitor.ui.table;

import dev.futurewire.monitor.model.ConnectionEntry;
import dev.futurewire.monitor.model.ConnectionField;
import dev.futurewire.monitor.model.Messages;
import java.util.ArrayList;
import java.util.List;
import javafx.scene.control.Tooltip;

/** Why it ended, or what it was warned of. */
final class NotesCell extends Cell {
    private final Tooltip whole = new Tooltip();

    NotesCell(LiveCells live) {
        super(ConnectionField.NOTES, live);
    }

    @Override
    void show(ConnectionEntry entry, long now) {
        String words = words(entry);
        say(words);
        if (!words.equals(whole.getText())) {
            whole.setText(words);
            setTooltip(words.isEmpty() ? null : whole);
        }
    }

    static String words(ConnectionEntry entry) {
        List<String> words = new ArrayList<>();
        for (String kind : entry.warned().split(" ", -1)) {
            if (!kind.isEmpty()) {
                words.add(Messages.getOrDefault("warning." + kind + ".short", kind));
            }
        }
        String warned = words.isEmpty() ? "" : "⚠ " + String.join(", ", words);
        if (warned.isEmpty() && entry.row().warnings() > 0) {
            warned = "⚠ " + entry.row().warnings();
        }
        String reason = entry.row().reason();
        if (reason == null) {
            return warned;
        }
        return warned.isEmpty() ? "✕ " + reason : "✕ " + reason + "  " + warned;
    }
}
