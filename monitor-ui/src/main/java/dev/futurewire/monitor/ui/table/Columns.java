package dev.futurewire.monitor.ui.table;

import dev.futurewire.monitor.model.Field;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** How the columns are at first: which are shown, how wide. */
final class Columns {
    private static final Map<Field, Double> WIDTHS = new EnumMap<>(Map.ofEntries(
            Map.entry(Field.ID, 66.0),
            Map.entry(Field.STATE, 106.0),
            Map.entry(Field.PEER, 172.0),
            Map.entry(Field.AWAITING, 284.0),
            Map.entry(Field.WAITING, 88.0),
            Map.entry(Field.LEFT, 128.0),
            Map.entry(Field.AGE, 78.0),
            Map.entry(Field.IDLE, 78.0),
            Map.entry(Field.IN, 82.0),
            Map.entry(Field.OUT, 82.0),
            Map.entry(Field.IN_RATE, 92.0),
            Map.entry(Field.OUT_RATE, 92.0),
            Map.entry(Field.READ_BUFFER, 92.0),
            Map.entry(Field.WRITE_QUEUE, 116.0),
            Map.entry(Field.LINES_IN, 92.0),
            Map.entry(Field.LINES_OUT, 96.0),
            Map.entry(Field.NOTES, 240.0),
            Map.entry(Field.LOCAL, 150.0)));

    /** What is shown first: who, what it waits for, how much moves, what is wrong. */
    static final Set<Field> SHOWN =
            EnumSet.complementOf(EnumSet.of(Field.LOCAL, Field.LINES_IN, Field.LINES_OUT, Field.READ_BUFFER));

    /** What matters most comes first, so that a small window shows it without scrolling. */
    static final List<Field> ORDER = List.of(
            Field.ID,
            Field.STATE,
            Field.PEER,
            Field.AWAITING,
            Field.WAITING,
            Field.LEFT,
            Field.NOTES,
            Field.IN_RATE,
            Field.OUT_RATE,
            Field.WRITE_QUEUE,
            Field.READ_BUFFER,
            Field.AGE,
            Field.IDLE,
            Field.IN,
            Field.OUT,
            Field.LINES_IN,
            Field.LINES_OUT,
            Field.LOCAL);

    private Columns() {}

    static double width(Field field) {
        return WIDTHS.getOrDefault(field, 90.0);
    }
}
