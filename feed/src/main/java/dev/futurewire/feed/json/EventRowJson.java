package dev.futurewire.feed.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import dev.futurewire.feed.EventRow;
import java.io.IOException;

/** Writes and reads entries of the event log. */
public final class EventRowJson {
    private long timeMillis;
    private String kind = "";
    private long connection;
    private String text = "";

    private EventRowJson() {}

    /**
     * Writes an event.
     *
     * @param out where to write
     * @param row the event
     * @throws IOException if writing fails
     */
    public static void write(JsonGenerator out, EventRow row) throws IOException {
        out.writeStartObject();
        out.writeNumberField("timeMillis", row.timeMillis());
        out.writeStringField("kind", row.kind());
        out.writeNumberField("connection", row.connection());
        out.writeStringField("text", row.text());
        out.writeEndObject();
    }

    static EventRow read(JsonParser in) throws IOException {
        EventRowJson row = new EventRowJson();
        Json.fields(in, name -> row.field(name, in));
        return new EventRow(row.timeMillis, row.kind, row.connection, row.text);
    }

    private void field(String name, JsonParser in) throws IOException {
        switch (name) {
            case "timeMillis" -> timeMillis = Json.number(in);
            case "kind" -> kind = Json.string(in);
            case "connection" -> connection = Json.number(in);
            case "text" -> text = Json.string(in);
            default -> {
                // Of a later version.
            }
        }
    }
}
