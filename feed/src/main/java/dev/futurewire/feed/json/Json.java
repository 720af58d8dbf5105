package dev.futurewire.feed.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Helpers for reading and writing JSON by its tokens. Readers are lenient, since other versions may have written the text: a
 * field of another type than expected has its default value, and unknown fields are skipped.
 */
public final class Json {
    static final JsonFactory FACTORY = new JsonFactory();

    private Json() {}

    /**
     * Writes a value.
     *
     * @param <T> the type of the value
     */
    @FunctionalInterface
    public interface Writer<T> {
        /**
         * Writes a value at the current position.
         *
         * @param out where to write
         * @param value the value
         * @throws IOException if writing fails
         */
        void write(JsonGenerator out, T value) throws IOException;
    }

    /**
     * Reads a value.
     *
     * @param <T> the type of the value
     */
    @FunctionalInterface
    public interface Reader<T> {
        /**
         * Reads the value that begins with the current token.
         *
         * @param in where to read
         * @return the value
         * @throws IOException if the text is malformed
         */
        T read(JsonParser in) throws IOException;
    }

    /** Receives the fields of an object. */
    @FunctionalInterface
    interface Fields {
        /** Called for each field; the current token is the first one of its value, which need not be read. */
        void field(String name) throws IOException;
    }

    /**
     * Returns a value as text without line ends.
     *
     * @param <T> the type of the value
     * @param writer writes the value
     * @param value the value
     * @return the text
     */
    public static <T> String text(Writer<? super T> writer, T value) {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = FACTORY.createGenerator(text)) {
            writer.write(out, value);
        } catch (IOException impossible) {
            throw new UncheckedIOException("cannot write to memory", impossible);
        }
        return text.toString();
    }

    /**
     * Writes the elements of a list as an array.
     *
     * @param <T> the type of the elements
     * @param out where to write
     * @param name the name of the field
     * @param elements the elements
     * @param writer writes an element
     * @throws IOException if writing fails
     */
    public static <T> void array(JsonGenerator out, String name, List<? extends T> elements, Writer<T> writer)
            throws IOException {
        out.writeArrayFieldStart(name);
        for (T each : elements) {
            writer.write(out, each);
        }
        out.writeEndArray();
    }

    /** Reads the fields of the object that begins with the current token; does nothing if another value does. */
    static void fields(JsonParser in, Fields fields) throws IOException {
        if (in.currentToken() != JsonToken.START_OBJECT) {
            return;
        }
        while (in.nextToken() != JsonToken.END_OBJECT) {
            String name = in.currentName();
            in.nextToken();
            fields.field(name);
            // Has no effect if the value has been read to its end.
            in.skipChildren();
        }
    }

    /** Reads the array that begins with the current token; the list is empty if another value does. */
    static <T> List<T> list(JsonParser in, Reader<T> reader) throws IOException {
        List<T> list = new ArrayList<>();
        if (in.currentToken() == JsonToken.START_ARRAY) {
            while (in.nextToken() != JsonToken.END_ARRAY) {
                list.add(reader.read(in));
                in.skipChildren();
            }
        }
        return list;
    }

    static long number(JsonParser in) throws IOException {
        return in.getValueAsLong(0);
    }

    static boolean bool(JsonParser in) throws IOException {
        return in.getValueAsBoolean(false);
    }

    /** The text of a string or number; an empty string for any other value. */
    static String string(JsonParser in) throws IOException {
        String text = stringOrNull(in);
        return text == null ? "" : text;
    }

    static @Nullable String stringOrNull(JsonParser in) throws IOException {
        return in.getValueAsString(null);
    }

    static byte[] bytes(JsonParser in) throws IOException {
        return in.currentToken() == JsonToken.VALUE_STRING ? in.getBinaryValue() : new byte[0];
    }
}
