package dev.futurewire.internal.trace;

import dev.futurewire.observe.TraceEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** Formats traces as text: JSON for programs, or a script for replay. Both are ASCII whatever the peer has sent. */
public final class TraceFormat {
    private TraceFormat() {}

    /**
     * Formats a trace as JSON.
     *
     * @param connection the connection's number
     * @param peer the peer's address
     * @param openedAt when the connection was opened
     * @param missing number of earlier events that were discarded
     * @param events the events, oldest first
     * @return a JSON object
     */
    public static String json(long connection, String peer, Instant openedAt, long missing, List<TraceEvent> events) {
        StringBuilder out = new StringBuilder("{\"connection\":").append(connection);
        out.append(",\"peer\":");
        quoteJson(out, peer);
        out.append(",\"openedAt\":\"")
                .append(openedAt)
                .append("\",\"missing\":")
                .append(missing);
        out.append(",\"events\":[");
        String comma = "";
        for (TraceEvent event : events) {
            out.append(comma)
                    .append("{\"atMillis\":")
                    .append(event.at().toMillis())
                    .append(",\"kind\":\"");
            out.append(event.kind().name().toLowerCase(Locale.ROOT)).append('"');
            boolean traffic = event.kind() == TraceEvent.Kind.READ || event.kind() == TraceEvent.Kind.WRITTEN;
            out.append(traffic ? ",\"bytes\":" : ",\"text\":");
            quoteJson(out, traffic ? new String(event.bytes(), StandardCharsets.ISO_8859_1) : event.text());
            out.append('}');
            comma = ",";
        }
        return out.append("]}").toString();
    }

    private static void quoteJson(StringBuilder out, String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c >= 0x20 && c < 0x7f) {
                out.append(c);
            } else {
                out.append(String.format("\\u%04x", (int) c));
            }
        }
        out.append('"');
    }

    /**
     * Formats a trace as a script for {@link ScriptPlayer}.
     *
     * @param connection the connection's number
     * @param openedAt when the connection was opened
     * @param missing number of earlier events that were discarded
     * @param events the events, oldest first
     * @return the script's lines
     */
    public static String script(long connection, Instant openedAt, long missing, List<TraceEvent> events) {
        StringBuilder out = new StringBuilder("# connection ")
                .append(connection)
                .append(" of ")
                .append(openedAt)
                .append('\n');
        if (missing > 0) {
            out.append("# incomplete: ").append(missing).append(" earlier events were discarded\n");
        }
        long before = 0;
        for (TraceEvent event : events) {
            long at = event.at().toMillis();
            switch (event.kind()) {
                case READ -> {
                    if (at > before) {
                        out.append("pause ").append(at - before).append('\n');
                    }
                    before = at;
                    out.append("send ");
                    quote(out, event.bytes());
                }
                case WRITTEN -> {
                    before = at;
                    out.append("expect ");
                    quote(out, event.bytes());
                }
                default ->
                    out.append("# ")
                            .append(event.kind().name().toLowerCase(Locale.ROOT))
                            .append(' ')
                            .append(event.text().replaceAll("[^ -~]", "?"));
            }
            out.append('\n');
        }
        if (!events.isEmpty() && events.get(events.size() - 1).kind() == TraceEvent.Kind.CLOSED) {
            out.append("eof\nend\n");
        }
        return out.toString();
    }

    static void quote(StringBuilder out, byte[] bytes) {
        out.append('"');
        for (byte b : bytes) {
            switch (b) {
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                default -> {
                    if (b >= 0x20 && b < 0x7f) {
                        out.append((char) b);
                    } else {
                        out.append(String.format("\\x%02x", b & 0xff));
                    }
                }
            }
        }
        out.append('"');
    }
}
