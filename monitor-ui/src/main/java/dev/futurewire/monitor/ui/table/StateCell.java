package dev.futurewire.monitor.ui.table;

import dev.futurewire.monitor.model.ConnectionEntry;
import dev.futurewire.monitor.model.ConnectionField;
import dev.futurewire.monitor.model.Messages;

/** A glyph and a word: the state is not told by colour alone. */
final class StateCell extends Cell {
    StateCell(LiveCells live) {
        super(ConnectionField.STATE, live);
    }

    @Override
    void show(ConnectionEntry entry, long now) {
        String state = entry.row().state();
        say(glyph(state) + " " + Messages.getOrDefault("state." + state, state));
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
