package dev.futurewire.monitor.ui.table;

import dev.futurewire.monitor.model.ConnectionEntry;
import dev.futurewire.monitor.model.ConnectionField;
import dev.futurewire.monitor.model.Messages;
import java.util.ArrayList;
import java.util.List;
import javafx.css.PseudoClass;
import javafx.scene.control.Tooltip;

/** The close reason and the warnings. */
final class NotesCell extends ConnectionCell {
    private static final PseudoClass BAD_END = PseudoClass.getPseudoClass("bad-end");

    private final Tooltip fullText = new Tooltip();

    NotesCell(VisibleCells live) {
        super(ConnectionField.NOTES, live);
    }

    @Override
    void show(ConnectionEntry entry, long now) {
        String notes = notes(entry);
        pseudoClassStateChanged(BAD_END, entry.endedBadly());
        setTextIfChanged(notes);
        if (!notes.equals(fullText.getText())) {
            fullText.setText(notes);
            setTooltip(notes.isEmpty() ? null : fullText);
        }
    }

    static String notes(ConnectionEntry entry) {
        List<String> kinds = new ArrayList<>();
        for (String kind : entry.warned().split(" ", -1)) {
            if (!kind.isEmpty()) {
                kinds.add(Messages.getOrDefault("warning." + kind + ".short", kind));
            }
        }
        String warned = kinds.isEmpty() ? "" : "⚠ " + String.join(", ", kinds);
        if (warned.isEmpty() && entry.row().warnings() > 0) {
            warned = "⚠ " + entry.row().warnings();
        }
        String reason = entry.row().reason();
        if (reason == null) {
            return warned;
        }
        String ended = (entry.endedBadly() ? "✕ " : "✓ ") + reason;
        return warned.isEmpty() ? ended : ended + "  " + warned;
    }
}
