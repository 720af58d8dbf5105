package dev.futurewire.feed.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** A message from a viewer: its hello or a request. Fields that it lacks have default values. */
public final class ViewerRequest {
    private String type = "";
    private String token = "";
    private String line = "";
    private long proto;
    private long connection;
    private long hz = 10;
    private boolean paused;
    private boolean keep;
    private boolean wantsAnswer;
    private @Nullable String typeLiteral;
    private @Nullable String connectionLiteral;
    private @Nullable String idLiteral;

    private ViewerRequest() {}

    /**
     * Reads a message.
     *
     * @param text the line
     * @return the message; one without fields if the line is JSON, but not an object
     * @throws JsonProcessingException if the line is not JSON
     */
    public static ViewerRequest read(String text) throws JsonProcessingException {
        ViewerRequest request = new ViewerRequest();
        try (JsonParser in = Json.FACTORY.createParser(text)) {
            in.nextToken();
            Json.fields(in, name -> request.field(name, in));
            in.skipChildren();
        } catch (JsonProcessingException malformed) {
            throw malformed;
        } catch (IOException impossible) {
            throw new UncheckedIOException("cannot read from memory", impossible);
        }
        return request;
    }

    private void field(String name, JsonParser in) throws IOException {
        switch (name) {
            case "type" -> {
                type = Json.string(in);
                typeLiteral = in.currentToken() == JsonToken.VALUE_STRING ? literal(in) : null;
            }
            case "connection" -> {
                connection = Json.number(in);
                connectionLiteral = in.currentToken() == JsonToken.VALUE_NUMBER_INT ? literal(in) : null;
            }
            case "id" -> {
                wantsAnswer = true;
                idLiteral = in.currentToken().isScalarValue() ? literal(in) : null;
            }
            case "token" -> token = Json.string(in);
            case "line" -> line = Json.string(in);
            case "proto" -> proto = Json.number(in);
            case "hz" -> hz = in.getValueAsLong(10);
            case "paused" -> paused = Json.bool(in);
            case "keep" -> keep = Json.bool(in);
            default -> {
                // Of a later version.
            }
        }
    }

    /** A scalar value as JSON, as it was sent. */
    private static String literal(JsonParser in) throws IOException {
        String text = in.getText();
        return in.currentToken() == JsonToken.VALUE_STRING
                ? '"' + String.valueOf(JsonStringEncoder.getInstance().quoteAsString(text)) + '"'
                : text;
    }

    /** {@return the type, or an empty string} */
    public String type() {
        return type;
    }

    /** {@return the token, or an empty string} */
    public String token() {
        return token;
    }

    /** {@return the line to send, or an empty string} */
    public String line() {
        return line;
    }

    /** {@return the number of the protocol, or 0} */
    public long proto() {
        return proto;
    }

    /** {@return the number of the connection, or 0} */
    public long connection() {
        return connection;
    }

    /** {@return the number of ticks per second; 10 by default} */
    public int hz() {
        return (int) Math.max(1, Math.min(10, hz));
    }

    /** {@return whether to pause} */
    public boolean paused() {
        return paused;
    }

    /** {@return whether a pause outlasts the viewer} */
    public boolean keep() {
        return keep;
    }

    /** {@return whether the request has an {@code id}, and so is answered also if it succeeds} */
    public boolean wantsAnswer() {
        return wantsAnswer;
    }

    @Nullable
    String typeLiteral() {
        return typeLiteral;
    }

    @Nullable
    String connectionLiteral() {
        return connectionLiteral;
    }

    @Nullable
    String idLiteral() {
        return idLiteral;
    }
}
