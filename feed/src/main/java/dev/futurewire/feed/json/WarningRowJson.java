package dev.futurewire.feed.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import dev.futurewire.feed.WarningRow;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes and reads warnings. */
public final class WarningRowJson {
    private long timeMillis;
    private String kind = "";
    private long connection;
    private String message = "";
    private @Nullable String location;
    private List<String> stack = List.of();

    private WarningRowJson() {}

    /**
     * Writes a warning.
     *
     * @param out where to write
     * @param row the warning
     * @throws IOException if writing fails
     */
    public static void write(JsonGenerator out, WarningRow row) throws IOException {
        out.writeStartObject();
        out.writeNumberField("timeMillis", row.timeMillis());
        out.writeStringField("kind", row.kind());
        out.writeNumberField("connection", row.connection());
        out.writeStringField("message", row.message());
        out.writeStringField("location", row.location());
        Json.array(out, "stack", row.stack(), JsonGenerator::writeString);
        out.writeEndObject();
    }

    static WarningRow read(JsonParser in) throws IOException {
        WarningRowJson row = new WarningRowJson();
        Json.fields(in, name -> row.field(name, in));
        return new WarningRow(row.timeMillis, row.kind, row.connection, row.message, row.location, row.stack);
    }

    private void field(String name, JsonParser in) throws IOException {
        switch (name) {
            case "timeMillis" -> timeMillis = Json.number(in);
            case "kind" -> kind = Json.string(in);
            case "connection" -> connection = Json.number(in);
            case "message" -> message = Json.string(in);
            case "location" -> location = Json.stringOrNull(in);
            case "stack" -> stack = Json.list(in, Json::string);
            default -> {
                // Of a later version.
            }
        }
    }
}
