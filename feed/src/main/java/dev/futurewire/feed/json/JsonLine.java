package dev.futurewire.feed.json;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.futurewire.feed.FeedSnapshot;
import dev.futurewire.feed.Traffic;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Builds a message of the feed, which is a line with a JSON object. */
public final class JsonLine {
    private final StringWriter text = new StringWriter();
    private final JsonGenerator out;

    private JsonLine(String type) {
        try {
            out = Json.FACTORY.createGenerator(text);
            out.writeStartObject();
            out.writeStringField("type", type);
        } catch (IOException impossible) {
            throw impossible(impossible);
        }
    }

    private static UncheckedIOException impossible(IOException failure) {
        return new UncheckedIOException("cannot write to memory", failure);
    }

    /**
     * Begins a message.
     *
     * @param type the type of the message
     * @return the message
     */
    public static JsonLine of(String type) {
        return new JsonLine(type);
    }

    /**
     * Begins an answer, which identifies its request by type, connection and {@code id}.
     *
     * @param type the type of the message
     * @param request the request
     * @return the message
     */
    public static JsonLine answer(String type, ViewerRequest request) {
        JsonLine answer = new JsonLine(type);
        answer.literal("request", request.typeLiteral());
        answer.literal("connection", request.connectionLiteral());
        answer.literal("id", request.idLiteral());
        return answer;
    }

    /**
     * Returns a message with a piece of traffic.
     *
     * @param piece the piece
     * @return the line
     */
    public static String traffic(Traffic piece) {
        return of("traffic").put("piece", TrafficJson::write, piece).end();
    }

    /** Adds a field whose value is JSON already, or nothing if that is null. */
    private void literal(String name, @Nullable String value) {
        if (value != null) {
            add(() -> {
                out.writeFieldName(name);
                out.writeRawValue(value);
            });
        }
    }

    private interface Addition {
        void write() throws IOException;
    }

    private JsonLine add(Addition addition) {
        try {
            addition.write();
            return this;
        } catch (IOException impossible) {
            throw impossible(impossible);
        }
    }

    /**
     * Adds a field.
     *
     * @param name the name
     * @param value the value
     * @return this message
     */
    public JsonLine put(String name, String value) {
        return add(() -> out.writeStringField(name, value));
    }

    /**
     * Adds a field.
     *
     * @param name the name
     * @param value the value
     * @return this message
     */
    public JsonLine put(String name, long value) {
        return add(() -> out.writeNumberField(name, value));
    }

    /**
     * Adds a field.
     *
     * @param name the name
     * @param value the value
     * @return this message
     */
    public JsonLine put(String name, boolean value) {
        return add(() -> out.writeBooleanField(name, value));
    }

    /**
     * Adds a field.
     *
     * @param <T> the type of the value
     * @param name the name
     * @param writer writes the value
     * @param value the value
     * @return this message
     */
    public <T> JsonLine put(String name, Json.Writer<T> writer, T value) {
        return add(() -> {
            out.writeFieldName(name);
            writer.write(out, value);
        });
    }

    /**
     * Adds a field with a list.
     *
     * @param <T> the type of the elements
     * @param name the name
     * @param writer writes an element
     * @param elements the elements
     * @return this message
     */
    public <T> JsonLine put(String name, Json.Writer<T> writer, List<? extends T> elements) {
        return add(() -> Json.array(out, name, elements, writer));
    }

    /**
     * Adds the fields of a tick that are never sent in parts.
     *
     * @param tick the tick
     * @param gone the connections that are no longer open
     * @return this message
     */
    public JsonLine put(FeedSnapshot tick, List<Long> gone) {
        return put("timeMillis", tick.timeMillis())
                .put("totals", ServerTotalsJson::write, tick.totals())
                .put("servers", ServerTotalsJson::write, tick.servers())
                .put("gone", (Json.Writer<Long>) JsonGenerator::writeNumber, gone)
                .put("lines", TrafficJson::write, tick.lines());
    }

    /**
     * Ends the message.
     *
     * @return the line, with its line feed
     */
    public String end() {
        add(() -> {
            out.writeEndObject();
            out.close();
        });
        return text.append('\n').toString();
    }
}
