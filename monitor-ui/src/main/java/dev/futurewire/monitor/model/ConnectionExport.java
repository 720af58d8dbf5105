package dev.futurewire.monitor.model;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.futurewire.feed.AwaitingRow;
import dev.futurewire.feed.json.ConnectionRowJson;
import dev.futurewire.feed.json.Json;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes connections to a file, as CSV or as one JSON object per line. */
public final class ConnectionExport {
    private static final String HEADER = "id,state,peer,local,openedAtMillis,lastActivityMillis,closedAtMillis,reason,"
            + "bytesIn,bytesOut,inPerSecond,outPerSecond,linesIn,linesOut,bufferedInput,queuedOutput,highWaterMark,"
            + "awaitingOperation,awaitingLocation,awaitingSinceMillis,awaitingUntilMillis,warnings,warned";

    private ConnectionExport() {}

    /** Writes CSV (RFC 4180) with a header. */
    public static void csv(Path file, List<ConnectionEntry> entries) throws IOException {
        try (Writer out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            out.write(HEADER + "\r\n");
            for (ConnectionEntry entry : entries) {
                out.write(csv(entry) + "\r\n");
            }
        }
    }

    private static String csv(ConnectionEntry entry) {
        AwaitingRow awaiting = entry.row().awaiting();
        Object[] values = {
            entry.id(),
            entry.row().state(),
            entry.row().peer(),
            entry.row().local(),
            entry.row().openedAtMillis(),
            entry.row().lastActivityMillis(),
            entry.closed() ? entry.row().closedAtMillis() : "",
            entry.row().reason() == null ? "" : entry.row().reason(),
            entry.row().bytesIn(),
            entry.row().bytesOut(),
            Math.round(entry.inPerSecond()),
            Math.round(entry.outPerSecond()),
            entry.row().linesIn(),
            entry.row().linesOut(),
            entry.row().bufferedInput(),
            entry.row().queuedOutput(),
            entry.row().highWaterMark(),
            awaiting == null ? "" : awaiting.operation(),
            awaiting == null || awaiting.location() == null ? "" : awaiting.location(),
            awaiting == null ? "" : awaiting.sinceMillis(),
            awaiting == null || awaiting.untilMillis() == null ? "" : awaiting.untilMillis(),
            entry.row().warnings(),
            entry.warned()
        };
        StringBuilder line = new StringBuilder();
        for (Object value : values) {
            line.append(line.isEmpty() ? "" : ",").append(quoted(String.valueOf(value)));
        }
        return line.toString();
    }

    /** Quotes a value where necessary, and defuses what a spreadsheet would evaluate as a formula. */
    static String quoted(String value) {
        String safe = value.isEmpty() || "=+-@\t\r".indexOf(value.charAt(0)) < 0 ? value : "'" + value;
        boolean plain = safe.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? safe : '"' + safe.replace("\"", "\"\"") + '"';
    }

    /** Writes one JSON object per line: the feed's row with its rates. */
    public static void ndjson(Path file, List<ConnectionEntry> entries) throws IOException {
        try (Writer out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            for (ConnectionEntry entry : entries) {
                out.write(Json.text(ConnectionExport::write, entry) + "\n");
            }
        }
    }

    private static void write(JsonGenerator out, ConnectionEntry entry) throws IOException {
        out.writeStartObject();
        ConnectionRowJson.fields(out, entry.row());
        out.writeNumberField("inPerSecond", Math.round(entry.inPerSecond()));
        out.writeNumberField("outPerSecond", Math.round(entry.outPerSecond()));
        out.writeStringField("warned", entry.warned());
        out.writeEndObject();
    }
}
