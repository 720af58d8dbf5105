package dev.futurewire.monitor.connections;

import dev.futurewire.monitor.model.Field;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** How the columns are at first: which are shown, how wide. */
final class Columns {
    private static final Map<Field, Double> WIDTHS = new EnumMap<>(Map.ofEntries(
            Map.entry(Field.ID, 66.0),
            Map.entry(Field.STATE, 118.0),
            Map.entry(Field.PEER, 158.0),
            Map.entry(Field.AWAITING, 236.0),
            Map.entry(Field.WAITING, 78.0),
            Map.entry(Field.LEFT, 132.0),
            Map.entry(Field.AGE, 82.0),
            Map.entry(Field.IDLE, 82.0),
            Map.entry(Field.IN, 84.0),
            Map.entry(Field.OUT, 84.0),
            Map.entry(Field.IN_RATE, 96.0),
            Map.entry(Field.OUT_RATE, 96.0),
            Map.entry(Field.READ_BUFFER, 92.0),
            Map.entry(Field.WRITE_QUEUE, 122.0),
            Map.entry(Field.LINES_IN, 88.0),
            Map.entry(Field.LINES_OUT, 88.0),
            Map.entry(Field.NOTES, 176.0),
            Map.entry(Field.LOCAL, 158.0)));

    /** What is shown first: who, what it waits for, how much moves, what is wrong. */
    static final Set<Field> SHOWN =
            EnumSet.complementOf(EnumSet.of(Field.LOCAL, Field.LINES_IN, Field.LINES_OUT, Field.READ_BUFFER));

    private Columns() {}

    static double width(Field field) {
        return WIDTHS.getOrDefault(field, 90.0);
    }
}
