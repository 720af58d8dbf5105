package dev.futurewire.feed.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.futurewire.feed.ConnectionRow;
import dev.futurewire.feed.EventRow;
import dev.futurewire.feed.ServerTotals;
import dev.futurewire.feed.Traffic;
import dev.futurewire.feed.WarningRow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A message from a server, or a line of a recording. Fields that it lacks have default values. */
public final class ServerMessage {
    private String type = "";
    private String server = "";
    private String address = "";
    private String code = "";
    private String text = "";
    private String start = "";
    private boolean control;
    private long version;
    private long sequence;
    private long timeMillis;
    private @Nullable ServerTotals totals;
    private @Nullable Traffic piece;
    private List<ServerTotals> servers = List.of();
    private List<ConnectionRow> rows = List.of();
    private List<ConnectionRow> closed = List.of();
    private List<WarningRow> warnings = List.of();
    private List<EventRow> events = List.of();
    private List<Traffic> lines = List.of();
    private List<Long> gone = List.of();

    private ServerMessage() {}

    /**
     * Reads a message.
     *
     * @param line the line
     * @return the message; one without fields if the line is JSON, but not an object
     * @throws JsonProcessingException if the line is not JSON
     */
    public static ServerMessage read(String line) throws JsonProcessingException {
        ServerMessage message = new ServerMessage();
        try (JsonParser in = Json.FACTORY.createParser(line)) {
            in.nextToken();
            Json.fields(in, name -> message.field(name, in));
            in.skipChildren();
        } catch (JsonProcessingException malformed) {
            throw malformed;
        } catch (IOException impossible) {
            throw new UncheckedIOException("cannot read from memory", impossible);
        }
        return message;
    }

    private void field(String name, JsonParser in) throws IOException {
        switch (name) {
            case "type" -> type = Json.string(in);
            case "server" -> server = Json.string(in);
            case "address" -> address = Json.string(in);
            case "code" -> code = Json.string(in);
            case "message" -> text = Json.string(in);
            case "start" -> start = Json.string(in);
            case "control" -> control = Json.bool(in);
            case "version" -> version = Json.number(in);
            case "sequence" -> sequence = Json.number(in);
            case "timeMillis" -> timeMillis = Json.number(in);
            case "totals" -> totals = ServerTotalsJson.read(in);
            case "piece" -> piece = TrafficJson.read(in);
            case "servers" -> servers = Json.list(in, ServerTotalsJson::read);
            case "rows" -> rows = Json.list(in, ConnectionRowJson::read);
            case "closed" -> closed = Json.list(in, ConnectionRowJson::read);
            case "warnings" -> warnings = Json.list(in, WarningRowJson::read);
            case "events" -> events = Json.list(in, EventRowJson::read);
            case "lines" -> lines = Json.list(in, TrafficJson::read);
            case "gone" -> gone = Json.list(in, Json::number);
            default -> {
                // Of a later version.
            }
        }
    }

    /** {@return the type, or an empty string} */
    public String type() {
        return type;
    }

    /** {@return the name of the server, or an empty string} */
    public String server() {
        return server;
    }

    /** {@return the address of the server, or an empty string} */
    public String address() {
        return address;
    }

    /** {@return the code of an error, or an empty string} */
    public String code() {
        return code;
    }

    /** {@return the description of an error, or an empty string} */
    public String text() {
        return text;
    }

    /** {@return whether control is allowed} */
    public boolean control() {
        return control;
    }

    /** {@return the identifier of the start of the server's process, or an empty string} */
    public String start() {
        return start;
    }

    /** {@return the version of a recording, or 0} */
    public long version() {
        return version;
    }

    /** {@return the number of a tick} */
    public long sequence() {
        return sequence;
    }

    /** {@return the time of a tick, in milliseconds since the epoch} */
    public long timeMillis() {
        return timeMillis;
    }

    /**
     * Returns the sums over all servers.
     *
     * @return the totals
     * @throws IOException if the message has none
     */
    public ServerTotals totals() throws IOException {
        ServerTotals present = totals;
        if (present == null) {
            throw new IOException("a tick without totals");
        }
        return present;
    }

    /**
     * Returns the totals of each server.
     *
     * @return the totals; those of {@link #totals()} if the message is of a version with one server only
     * @throws IOException if the message has no totals at all
     */
    public List<ServerTotals> servers() throws IOException {
        return servers.isEmpty() ? List.of(totals()) : servers;
    }

    /**
     * Returns a piece of traffic.
     *
     * @return the piece
     * @throws IOException if the message has none
     */
    public Traffic piece() throws IOException {
        Traffic present = piece;
        if (present == null) {
            throw new IOException("traffic without a piece");
        }
        return present;
    }

    /** {@return connections that are new or have changed} */
    public List<ConnectionRow> rows() {
        return rows;
    }

    /** {@return connections that have closed} */
    public List<ConnectionRow> closed() {
        return closed;
    }

    /** {@return warnings} */
    public List<WarningRow> warnings() {
        return warnings;
    }

    /** {@return events} */
    public List<EventRow> events() {
        return events;
    }

    /** {@return sampled lines} */
    public List<Traffic> lines() {
        return lines;
    }

    /** {@return the numbers of the connections that are no longer open} */
    public List<Long> gone() {
        return gone;
    }
}
