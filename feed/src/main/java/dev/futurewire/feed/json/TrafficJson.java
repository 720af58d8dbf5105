package dev.futurewire.feed.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import dev.futurewire.feed.Traffic;
import java.io.IOException;

/** Writes and reads pieces of traffic. Their bytes are in Base64. */
public final class TrafficJson {
    private long connection;
    private long timeMillis;
    private boolean inbound;
    private byte[] bytes = new byte[0];
    private long length;
    private long skippedBytes;

    private TrafficJson() {}

    /**
     * Writes a piece of traffic.
     *
     * @param out where to write
     * @param piece the piece
     * @throws IOException if writing fails
     */
    public static void write(JsonGenerator out, Traffic piece) throws IOException {
        out.writeStartObject();
        out.writeNumberField("connection", piece.connection());
        out.writeNumberField("timeMillis", piece.timeMillis());
        out.writeBooleanField("inbound", piece.inbound());
        out.writeBinaryField("bytes", piece.bytes());
        out.writeNumberField("length", piece.length());
        out.writeNumberField("skippedBytes", piece.skippedBytes());
        out.writeEndObject();
    }

    static Traffic read(JsonParser in) throws IOException {
        TrafficJson piece = new TrafficJson();
        Json.fields(in, name -> piece.field(name, in));
        return new Traffic(
                piece.connection, piece.timeMillis, piece.inbound, piece.bytes, piece.length, piece.skippedBytes);
    }

    private void field(String name, JsonParser in) throws IOException {
        switch (name) {
            case "connection" -> connection = Json.number(in);
            case "timeMillis" -> timeMillis = Json.number(in);
            case "inbound" -> inbound = Json.bool(in);
            case "bytes" -> bytes = Json.bytes(in);
            case "length" -> length = Json.number(in);
            case "skippedBytes" -> skippedBytes = Json.number(in);
            default -> {
                // Of a later version.
            }
        }
    }
}
