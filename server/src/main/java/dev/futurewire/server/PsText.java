package dev.futurewire.server;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.futurewire.observe.Printable;
import dev.futurewire.server.feed.AwaitingRow;
import dev.futurewire.server.feed.ConnectionRow;
import dev.futurewire.server.feed.FeedSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Formats connections as a table or as JSON. Characters that are not printable are escaped. */
final class PsText {
    private static final String[] HEAD = {
        "ID", "PEER", "STATE", "AGE", "IN", "OUT", "LINES", "AWAITING", "SINCE", "LEFT", "AT"
    };
    private static final boolean[] RIGHT = {true, false, false, true, true, true, true, false, true, true, false};

    private PsText() {}

    static String table(FeedSnapshot snapshot, List<ConnectionRow> rows) {
        List<String[]> lines = new ArrayList<>();
        lines.add(HEAD);
        for (ConnectionRow row : rows) {
            lines.add(cells(row, snapshot.timeMillis()));
        }
        int[] widths = new int[HEAD.length];
        for (String[] line : lines) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], line[i].length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (String[] line : lines) {
            StringBuilder out = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                String gap = " ".repeat(widths[i] - line[i].length());
                out.append(RIGHT[i] ? gap + line[i] : line[i] + gap).append("  ");
            }
            text.append(out.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }

    private static String[] cells(ConnectionRow row, long now) {
        AwaitingRow awaiting = row.awaiting();
        Long until = awaiting == null ? null : awaiting.untilMillis();
        return new String[] {
            String.valueOf(row.id()),
            Printable.escape(row.proxy() == null ? row.peer() : row.peer() + " via " + row.proxy()),
            Printable.escape(row.state()),
            time(now - row.openedAtMillis()),
            bytes(row.bytesIn()),
            bytes(row.bytesOut()),
            String.valueOf(row.linesIn()),
            awaiting == null ? "-" : Printable.escape(awaiting.operation()),
            awaiting == null ? "-" : time(now - awaiting.sinceMillis()),
            until == null ? "-" : time(until - now),
            awaiting == null || awaiting.location() == null ? "-" : Printable.escape(awaiting.location())
        };
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
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode all = mapper.createObjectNode();
        all.put("timeMillis", snapshot.timeMillis());
        all.set("server", mapper.valueToTree(snapshot.totals()));
        ArrayNode connections = all.putArray("connections");
        rows.forEach(row -> connections.add((ObjectNode) mapper.valueToTree(row)));
        return all + "\n";
    }
}
