package dev.futurewire.internal.trace;

import dev.futurewire.observe.Trace;
import dev.futurewire.observe.TraceEvent;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Traces as text: JSON for programs, a script for the replay. Both are ASCII whatever the peer has sent. */
public final class TraceFormat {
    private TraceFormat() {}

    /**
     * A trace as JSON.
     *
     * @param trace the trace
     * @return one object
     */
    public static String json(Trace trace) {
        StringBuilder out = new StringBuilder("{\"connection\":").append(trace.connection());
        out.append(",\"peer\":");
        quoteJson(out, trace.peer());
        out.append(",\"openedAt\":\"")
                .append(trace.openedAt())
                .append("\",\"missing\":")
                .append(trace.missing());
        out.append(",\"events\":[");
        String comma = "";
        for (TraceEvent event : trace.events()) {
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
     * A trace as a script.
     *
     * @param trace the trace
     * @return lines
     */
    public static String script(Trace trace) {
        StringBuilder out = new StringBuilder("# connection ")
                .append(trace.connection())
                .append(" of ")
                .append(trace.openedAt())
                .append('\n');
        if (trace.missing() > 0) {
            out.append("# begins late: ").append(trace.missing()).append(" events are missing\n");
        }
        long before = 0;
        for (TraceEvent event : trace.events()) {
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
        if (!trace.events().isEmpty()
                && trace.events().get(trace.events().size() - 1).kind() == TraceEvent.Kind.CLOSED) {
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
