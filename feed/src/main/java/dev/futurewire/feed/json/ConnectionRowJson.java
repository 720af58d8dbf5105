package dev.futurewire.feed.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import dev.futurewire.feed.AwaitingRow;
import dev.futurewire.feed.ConnectionRow;
import dev.futurewire.feed.TaskRow;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes and reads connections. */
public final class ConnectionRowJson {
    private long id;
    private String peer = "";
    private String local = "";
    private String state = "";
    private @Nullable String reason;
    private long openedAtMillis;
    private long lastActivityMillis;
    private long closedAtMillis;
    private long bytesIn;
    private long bytesOut;
    private long linesIn;
    private long linesOut;
    private long bufferedInput;
    private long queuedOutput;
    private long highWaterMark;
    private @Nullable AwaitingRow awaiting;
    private long warnings;
    private @Nullable String proxy;
    private @Nullable String server;
    private String direction = ConnectionRow.IN;
    private List<TaskRow> tasks = List.of();

    private ConnectionRowJson() {}

    /**
     * Writes a connection.
     *
     * @param out where to write
     * @param row the connection
     * @throws IOException if writing fails
     */
    public static void write(JsonGenerator out, ConnectionRow row) throws IOException {
        out.writeStartObject();
        fields(out, row);
        out.writeEndObject();
    }

    /**
     * Writes the fields of a connection into the current object.
     *
     * @param out where to write
     * @param row the connection
     * @throws IOException if writing fails
     */
    public static void fields(JsonGenerator out, ConnectionRow row) throws IOException {
        out.writeNumberField("id", row.id());
        out.writeStringField("peer", row.peer());
        out.writeStringField("local", row.local());
        out.writeStringField("state", row.state());
        out.writeStringField("reason", row.reason());
        out.writeNumberField("openedAtMillis", row.openedAtMillis());
        out.writeNumberField("lastActivityMillis", row.lastActivityMillis());
        out.writeNumberField("closedAtMillis", row.closedAtMillis());
        out.writeNumberField("bytesIn", row.bytesIn());
        out.writeNumberField("bytesOut", row.bytesOut());
        out.writeNumberField("linesIn", row.linesIn());
        out.writeNumberField("linesOut", row.linesOut());
        out.writeNumberField("bufferedInput", row.bufferedInput());
        out.writeNumberField("queuedOutput", row.queuedOutput());
        out.writeNumberField("highWaterMark", row.highWaterMark());
        out.writeFieldName("awaiting");
        AwaitingRowJson.write(out, row.awaiting());
        out.writeNumberField("warnings", row.warnings());
        out.writeStringField("proxy", row.proxy());
        out.writeStringField("server", row.server());
        out.writeStringField("direction", row.direction());
        Json.array(out, "tasks", row.tasks(), TaskRowJson::write);
    }

    static ConnectionRow read(JsonParser in) throws IOException {
        ConnectionRowJson row = new ConnectionRowJson();
        Json.fields(in, name -> row.field(name, in));
        return row.build();
    }

    private void field(String name, JsonParser in) throws IOException {
        switch (name) {
            case "id" -> id = Json.number(in);
            case "peer" -> peer = Json.string(in);
            case "local" -> local = Json.string(in);
            case "state" -> state = Json.string(in);
            case "reason" -> reason = Json.stringOrNull(in);
            case "openedAtMillis" -> openedAtMillis = Json.number(in);
            case "lastActivityMillis" -> lastActivityMillis = Json.number(in);
            case "closedAtMillis" -> closedAtMillis = Json.number(in);
            case "bytesIn" -> bytesIn = Json.number(in);
            case "bytesOut" -> bytesOut = Json.number(in);
            case "linesIn" -> linesIn = Json.number(in);
            case "linesOut" -> linesOut = Json.number(in);
            case "bufferedInput" -> bufferedInput = Json.number(in);
            case "queuedOutput" -> queuedOutput = Json.number(in);
            case "highWaterMark" -> highWaterMark = Json.number(in);
            case "awaiting" -> awaiting = AwaitingRowJson.read(in);
            case "warnings" -> warnings = Json.number(in);
            case "proxy" -> proxy = Json.stringOrNull(in);
            case "server" -> server = Json.stringOrNull(in);
            case "direction" -> direction = Json.string(in);
            case "tasks" -> tasks = TaskRowJson.readAll(in);
            default -> {
                // Of a later version.
            }
        }
    }

    private ConnectionRow build() {
        return new ConnectionRow(
                id,
                peer,
                local,
                state,
                reason,
                openedAtMillis,
                lastActivityMillis,
                closedAtMillis,
                bytesIn,
                bytesOut,
                linesIn,
                linesOut,
                bufferedInput,
                queuedOutput,
                highWaterMark,
                awaiting,
                (int) warnings,
                proxy,
                server,
                direction,
                tasks);
    }
}
