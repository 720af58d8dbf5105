package dev.futurewire.feed.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import dev.futurewire.feed.ServerTotals;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** Writes and reads the totals of a server. */
public final class ServerTotalsJson {
    private String service = "";
    private String address = "";
    private String acceptState = "";
    private long startedAtMillis;
    private long open;
    private long peak;
    private long accepted;
    private long refused;
    private long acceptFailures;
    private final Map<String, Long> closedByReason = new HashMap<>();
    private long bytesIn;
    private long bytesOut;
    private long linesIn;
    private long linesOut;
    private long writeBlocked;
    private long blockedHandlers;
    private long warnings;
    private long linesShown;
    private long linesDropped;

    private ServerTotalsJson() {}

    /**
     * Writes totals.
     *
     * @param out where to write
     * @param totals the totals
     * @throws IOException if writing fails
     */
    public static void write(JsonGenerator out, ServerTotals totals) throws IOException {
        out.writeStartObject();
        out.writeStringField("service", totals.service());
        out.writeStringField("address", totals.address());
        out.writeStringField("acceptState", totals.acceptState());
        out.writeNumberField("startedAtMillis", totals.startedAtMillis());
        out.writeNumberField("open", totals.open());
        out.writeNumberField("peak", totals.peak());
        out.writeNumberField("accepted", totals.accepted());
        out.writeNumberField("refused", totals.refused());
        out.writeNumberField("acceptFailures", totals.acceptFailures());
        out.writeObjectFieldStart("closedByReason");
        for (Map.Entry<String, Long> reason : totals.closedByReason().entrySet()) {
            out.writeNumberField(reason.getKey(), reason.getValue());
        }
        out.writeEndObject();
        out.writeNumberField("bytesIn", totals.bytesIn());
        out.writeNumberField("bytesOut", totals.bytesOut());
        out.writeNumberField("linesIn", totals.linesIn());
        out.writeNumberField("linesOut", totals.linesOut());
        out.writeNumberField("writeBlocked", totals.writeBlocked());
        out.writeNumberField("blockedHandlers", totals.blockedHandlers());
        out.writeNumberField("warnings", totals.warnings());
        out.writeNumberField("linesShown", totals.linesShown());
        out.writeNumberField("linesDropped", totals.linesDropped());
        out.writeEndObject();
    }

    static ServerTotals read(JsonParser in) throws IOException {
        ServerTotalsJson totals = new ServerTotalsJson();
        Json.fields(in, name -> totals.field(name, in));
        return totals.build();
    }

    private void field(String name, JsonParser in) throws IOException {
        switch (name) {
            case "service" -> service = Json.string(in);
            case "address" -> address = Json.string(in);
            case "acceptState" -> acceptState = Json.string(in);
            case "startedAtMillis" -> startedAtMillis = Json.number(in);
            case "open" -> open = Json.number(in);
            case "peak" -> peak = Json.number(in);
            case "accepted" -> accepted = Json.number(in);
            case "refused" -> refused = Json.number(in);
            case "acceptFailures" -> acceptFailures = Json.number(in);
            case "closedByReason" -> Json.fields(in, reason -> closedByReason.put(reason, Json.number(in)));
            case "bytesIn" -> bytesIn = Json.number(in);
            case "bytesOut" -> bytesOut = Json.number(in);
            case "linesIn" -> linesIn = Json.number(in);
            case "linesOut" -> linesOut = Json.number(in);
            case "writeBlocked" -> writeBlocked = Json.number(in);
            case "blockedHandlers" -> blockedHandlers = Json.number(in);
            case "warnings" -> warnings = Json.number(in);
            case "linesShown" -> linesShown = Json.number(in);
            case "linesDropped" -> linesDropped = Json.number(in);
            default -> {
                // Of a later version.
            }
        }
    }

    private ServerTotals build() {
        return new ServerTotals(
                service,
                address,
                acceptState,
                startedAtMillis,
                open,
                peak,
                accepted,
                refused,
                acceptFailures,
                closedByReason,
                bytesIn,
                bytesOut,
                linesIn,
                linesOut,
                writeBlocked,
                blockedHandlers,
                warnings,
                linesShown,
                linesDropped);
    }
}
