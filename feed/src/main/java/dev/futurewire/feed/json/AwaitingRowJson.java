package dev.futurewire.feed.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.futurewire.feed.AwaitingRow;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Writes and reads pending operations. */
final class AwaitingRowJson {
    private String operation = "";
    private @Nullable String location;
    private long sinceMillis;
    private @Nullable Long untilMillis;
    private long bytes;
    private @Nullable String name;
    private long connection;

    private AwaitingRowJson() {}

    static void write(JsonGenerator out, @Nullable AwaitingRow row) throws IOException {
        if (row == null) {
            out.writeNull();
            return;
        }
        out.writeStartObject();
        out.writeStringField("operation", row.operation());
        out.writeStringField("location", row.location());
        out.writeNumberField("sinceMillis", row.sinceMillis());
        Long until = row.untilMillis();
        if (until == null) {
            out.writeNullField("untilMillis");
        } else {
            out.writeNumberField("untilMillis", until);
        }
        out.writeNumberField("bytes", row.bytes());
        out.writeStringField("name", row.name());
        out.writeNumberField("connection", row.connection());
        out.writeEndObject();
    }

    static @Nullable AwaitingRow read(JsonParser in) throws IOException {
        if (in.currentToken() != JsonToken.START_OBJECT) {
            return null;
        }
        AwaitingRowJson row = new AwaitingRowJson();
        Json.fields(in, field -> row.field(field, in));
        return new AwaitingRow(
                row.operation, row.location, row.sinceMillis, row.untilMillis, row.bytes, row.name, row.connection);
    }

    private void field(String field, JsonParser in) throws IOException {
        switch (field) {
            case "operation" -> operation = Json.string(in);
            case "location" -> location = Json.stringOrNull(in);
            case "sinceMillis" -> sinceMillis = Json.number(in);
            case "untilMillis" -> untilMillis = in.currentToken() == JsonToken.VALUE_NULL ? null : Json.number(in);
            case "bytes" -> bytes = Json.number(in);
            case "name" -> name = Json.stringOrNull(in);
            case "connection" -> connection = Json.number(in);
            default -> {
                // Of a later version.
            }
        }
    }
}
