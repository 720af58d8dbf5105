package dev.futurewire.monitor.ui.table;

import dev.futurewire.monitor.model.ConnectionEntry;
import dev.futurewire.monitor.model.ConnectionField;
import dev.futurewire.monitor.model.Messages;

/** The state as a glyph and a word, so that it does not depend on color. */
final class StateCell extends ConnectionCell {
    StateCell(VisibleCells live) {
        super(ConnectionField.STATE, live);
    }

    @Override
    void show(ConnectionEntry entry, long now) {
        String state = entry.row().state();
        setTextIfChanged(glyph(state) + " " + Messages.getOrDefault("state." + state, state));
    }

    static String glyph(String state) {
        return switch (state) {
            case "open" -> "●";
            case "half-closed" -> "◐";
            case "closing" -> "◌";
            default -> "○";
        };
    }
}
