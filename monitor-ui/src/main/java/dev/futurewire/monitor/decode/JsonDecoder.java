package dev.futurewire.monitor.decode;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import dev.futurewire.observe.Printable;
import java.io.IOException;
import java.io.StringWriter;
import java.util.Arrays;

/** JSON objects and arrays, one after another with or without line ends between them, indented. */
final class JsonDecoder implements MessageDecoder {
    private static final JsonFactory FACTORY = new JsonFactory();

    @Override
    public String name() {
        return "JSON";
    }

    @Override
    public Messages start(boolean inbound) {
        return new Values();
    }

    /** Remembers where the search for the end of a value stopped, so that a long value is not searched again for each piece. */
    private static final class Values implements Messages {
        private int depth;
        private boolean blank;
        private boolean quoted;
        private boolean escaped;

        @Override
        public int length(byte[] bytes, int from, int to, int seen) {
            if (seen == 0) {
                depth = 0;
                blank = true;
                quoted = false;
                escaped = false;
            }
            for (int i = from + seen; i < to; i++) {
                byte b = bytes[i];
                if (b == '\n' && depth == 0 && !blank) {
                    return i + 1 - from; // not an object or array: a line
                }
                blank &= b >= 0 && b <= ' ';
                if (quoted) {
                    quoted = escaped || b != '"';
                    escaped = !escaped && b == '\\';
                } else if (b == '"') {
                    quoted = true;
                } else if (b == '{' || b == '[') {
                    depth++;
                } else if (b == '}' || b == ']') {
                    depth--;
                    if (depth <= 0) {
                        return withLineEnd(bytes, i + 1, to) - from;
                    }
                }
            }
            return 0;
        }

        private static byte[] withoutSpaceBefore(byte[] message) {
            int from = 0;
            while (from < message.length && message[from] <= ' ' && message[from] >= 0) {
                from++;
            }
            return Arrays.copyOfRange(message, from, message.length);
        }

        private static int withLineEnd(byte[] bytes, int from, int to) {
            int end = from;
            if (end < to && bytes[end] == '\r') {
                end++;
            }
            return end < to && bytes[end] == '\n' ? end + 1 : from;
        }

        @Override
        public String text(byte[] message) {
            StringWriter text = new StringWriter();
            try (JsonParser in = FACTORY.createParser(message);
                    JsonGenerator out = FACTORY.createGenerator(text)) {
                DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
                DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
                printer.indentObjectsWith(indenter);
                printer.indentArraysWith(indenter);
                out.setPrettyPrinter(printer);
                while (in.nextToken() != null) {
                    out.copyCurrentEvent(in);
                }
            } catch (IOException malformed) {
                return MessageDecoders.LINES.start(true).text(withoutSpaceBefore(message));
            }
            StringBuilder escaped = new StringBuilder();
            for (String line : text.toString().split("\n", -1)) {
                // JSON's own escapes are kept as they are.
                escaped.append(escaped.isEmpty() ? "" : "\n")
                        .append(Printable.escape(line).replace("\\\\", "\\"));
            }
            return escaped.toString();
        }
    }
}
