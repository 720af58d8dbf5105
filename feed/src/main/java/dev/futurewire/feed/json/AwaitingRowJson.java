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
        out.writeEndObject();
    }

    static @Nullable AwaitingRow read(JsonParser in) throws IOException {
        if (in.currentToken() != JsonToken.START_OBJECT) {
            return null;
        }
        AwaitingRowJson row = new AwaitingRowJson();
        Json.fields(in, name -> row.field(name, in));
        return new AwaitingRow(row.operation, row.location, row.sinceMillis, row.untilMillis, row.bytes);
    }

    private void field(String name, JsonParser in) throws IOException {
        switch (name) {
            case "operation" -> operation = Json.string(in);
            case "location" -> location = Json.stringOrNull(in);
            case "sinceMillis" -> sinceMillis = Json.number(in);
            case "untilMillis" -> untilMillis = in.currentToken() == JsonToken.VALUE_NULL ? null : Json.number(in);
            case "bytes" -> bytes = Json.number(in);
            default -> {
                // Of a later version.
            }
        }
    }
}
