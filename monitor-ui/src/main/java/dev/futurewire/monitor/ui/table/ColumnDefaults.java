package dev.futurewire.monitor.ui.table;

import dev.futurewire.monitor.model.ConnectionField;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Default order, width and visibility of the columns. */
final class ColumnDefaults {
    private static final Map<ConnectionField, Double> WIDTHS = new EnumMap<>(Map.ofEntries(
            Map.entry(ConnectionField.ID, 66.0),
            Map.entry(ConnectionField.STATE, 106.0),
            Map.entry(ConnectionField.DIRECTION, 60.0),
            Map.entry(ConnectionField.SERVER, 110.0),
            Map.entry(ConnectionField.PEER, 172.0),
            Map.entry(ConnectionField.AWAITING, 284.0),
            Map.entry(ConnectionField.WAITING, 88.0),
            Map.entry(ConnectionField.LEFT, 128.0),
            Map.entry(ConnectionField.AGE, 78.0),
            Map.entry(ConnectionField.IDLE, 78.0),
            Map.entry(ConnectionField.IN, 82.0),
            Map.entry(ConnectionField.OUT, 82.0),
            Map.entry(ConnectionField.IN_RATE, 92.0),
            Map.entry(ConnectionField.OUT_RATE, 92.0),
            Map.entry(ConnectionField.READ_BUFFER, 92.0),
            Map.entry(ConnectionField.WRITE_QUEUE, 116.0),
            Map.entry(ConnectionField.LINES_IN, 92.0),
            Map.entry(ConnectionField.LINES_OUT, 96.0),
            Map.entry(ConnectionField.NOTES, 240.0),
            Map.entry(ConnectionField.LOCAL, 150.0)));

    /** Columns that are visible by default. */
    static final Set<ConnectionField> VISIBLE = EnumSet.complementOf(EnumSet.of(
            ConnectionField.DIRECTION,
            ConnectionField.SERVER,
            ConnectionField.LOCAL,
            ConnectionField.LINES_IN,
            ConnectionField.LINES_OUT,
            ConnectionField.READ_BUFFER));

    /** Default order: the most important columns come first, visible in a small window. */
    static final List<ConnectionField> ORDER = List.of(
            ConnectionField.ID,
            ConnectionField.STATE,
            ConnectionField.PEER,
            ConnectionField.DIRECTION,
            ConnectionField.SERVER,
            ConnectionField.AWAITING,
            ConnectionField.WAITING,
            ConnectionField.LEFT,
            ConnectionField.NOTES,
            ConnectionField.IN_RATE,
            ConnectionField.OUT_RATE,
            ConnectionField.WRITE_QUEUE,
            ConnectionField.READ_BUFFER,
            ConnectionField.AGE,
            ConnectionField.IDLE,
            ConnectionField.IN,
            ConnectionField.OUT,
            ConnectionField.LINES_IN,
            ConnectionField.LINES_OUT,
            ConnectionField.LOCAL);

    private ColumnDefaults() {}

    static double width(ConnectionField field) {
        return WIDTHS.getOrDefault(field, 90.0);
    }
}
