package dev.futurewire.server;

import dev.futurewire.feed.AwaitingRow;
import dev.futurewire.feed.ConnectionRow;
import dev.futurewire.feed.FeedSnapshot;
import dev.futurewire.feed.json.ConnectionRowJson;
import dev.futurewire.feed.json.Json;
import dev.futurewire.feed.json.ServerTotalsJson;
import dev.futurewire.observe.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Formats connections as a table or as JSON. Characters that are not printable are escaped. */
final class PsText {
    /**
     * A column of the table.
     *
     * @param head its title
     * @param right whether its values are aligned to the right
     * @param value returns the value of a row at a time
     */
    private record Column(String head, boolean right, BiFunction<ConnectionRow, Long, String> value) {}

    private static final Column DIRECTION = new Column("DIR", false, (row, now) -> Printable.escape(row.direction()));
    private static final Column SERVER = new Column("SERVER", false, (row, now) -> orNone(row.server()));
    private static final List<Column> COLUMNS = List.of(
            new Column("ID", true, (row, now) -> String.valueOf(row.id())),
            new Column("PEER", false, (row, now) -> Printable.escape(peer(row))),
            new Column("STATE", false, (row, now) -> Printable.escape(row.state())),
            new Column("AGE", true, (row, now) -> time(now - row.openedAtMillis())),
            new Column("IN", true, (row, now) -> bytes(row.bytesIn())),
            new Column("OUT", true, (row, now) -> bytes(row.bytesOut())),
            new Column("LINES", true, (row, now) -> String.valueOf(row.linesIn())),
            new Column(
                    "AWAITING",
                    false,
                    (row, now) -> row.awaiting() == null ? "-" : operation(row.awaiting(), row.id())),
            new Column("SINCE", true, awaiting((each, now) -> time(now - each.sinceMillis()))),
            new Column("LEFT", true, awaiting(PsText::left)),
            new Column("AT", false, awaiting((each, now) -> orNone(each.location()))));

    private PsText() {}

    static String table(FeedSnapshot snapshot, List<ConnectionRow> rows) {
        List<Column> columns = columns(snapshot, rows);
        List<List<String>> lines = new ArrayList<>();
        lines.add(columns.stream().map(Column::head).toList());
        for (ConnectionRow row : rows) {
            lines.add(columns.stream()
                    .map(column -> column.value().apply(row, snapshot.timeMillis()))
                    .toList());
        }
        int[] widths = new int[columns.size()];
        for (List<String> line : lines) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], line.get(i).length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (List<String> line : lines) {
            StringBuilder out = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                String value = line.get(i);
                String gap = " ".repeat(widths[i] - value.length());
                out.append(columns.get(i).right() ? gap + value : value + gap).append("  ");
            }
            text.append(out.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }

    /** Directions and servers are shown if there are several. */
    private static List<Column> columns(FeedSnapshot snapshot, List<ConnectionRow> rows) {
        List<Column> columns = new ArrayList<>(COLUMNS);
        if (snapshot.servers().size() > 1) {
            columns.add(1, SERVER);
        }
        if (rows.stream().anyMatch(row -> row.direction().equals(ConnectionRow.OUT))) {
            columns.add(1, DIRECTION);
        }
        return columns;
    }

    /** Describes an operation: the connection it belongs to, if that is another one, or the name of what is awaited. */
    static String operation(AwaitingRow awaiting, long waiting) {
        String name = awaiting.name();
        if (name != null) {
            return Printable.escape(name);
        }
        String operation = Printable.escape(awaiting.operation());
        long connection = awaiting.connection();
        return connection == 0 || connection == waiting ? operation : operation + " of " + connection;
    }

    static String peer(ConnectionRow row) {
        return row.proxy() == null ? row.peer() : row.peer() + " via " + row.proxy();
    }

    private static BiFunction<ConnectionRow, Long, String> awaiting(BiFunction<AwaitingRow, Long, String> value) {
        return (row, now) -> row.awaiting() == null ? "-" : value.apply(row.awaiting(), now);
    }

    static String left(AwaitingRow awaiting, long now) {
        Long until = awaiting.untilMillis();
        return until == null ? "-" : time(until - now);
    }

    private static String orNone(@Nullable String text) {
        return text == null ? "-" : Printable.escape(text);
    }

    static String time(long millis) {
        double seconds = Math.max(0, millis) / 1000.0;
        if (seconds < 60) {
            return String.format(Locale.ROOT, "%.1fs", seconds);
        }
        long minutes = millis / 60_000;
        if (minutes < 60) {
            return minutes + "m" + String.format("%02d", (millis / 1000) % 60) + "s";
        }
        return minutes / 60 + "h" + String.format("%02d", minutes % 60) + "m";
    }

    static String bytes(long count) {
        String[] units = {"B", "K", "M", "G", "T"};
        double value = count;
        int unit = 0;
        while (value >= 1024 && unit < units.length - 1) {
            value /= 1024;
            unit++;
        }
        return unit == 0 ? count + "B" : String.format(Locale.ROOT, "%.1f%s", value, units[unit]);
    }

    static String json(FeedSnapshot snapshot, List<ConnectionRow> rows) {
        return Json.text(
                        (out, now) -> {
                            out.writeStartObject();
                            out.writeNumberField("timeMillis", now.timeMillis());
                            out.writeFieldName("server");
                            ServerTotalsJson.write(out, now.totals());
                            Json.array(out, "servers", now.servers(), ServerTotalsJson::write);
                            Json.array(out, "connections", rows, ConnectionRowJson::write);
                            out.writeEndObject();
                        },
                        snapshot)
                + "\n";
    }
}
