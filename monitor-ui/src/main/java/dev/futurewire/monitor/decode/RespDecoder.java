package dev.futurewire.monitor.decode;

import dev.futurewire.observe.Printable;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The protocol of Redis: RESP2 and RESP3 replies, and commands as arrays of bulk strings or as one line. */
final class RespDecoder implements MessageDecoder, MessageDecoder.Messages {
    private static final int MAX_DEPTH = 16;
    private static final int MAX_SHOWN = 200;
    private static final String TYPES = "+-:$*_,#!=(%~>";

    @Override
    public String name() {
        return "Redis";
    }

    @Override
    public Messages start(boolean inbound) {
        return this;
    }

    @Override
    public int length(byte[] bytes, int from, int to, int seen) {
        if (from < to && TYPES.indexOf(bytes[from]) < 0) {
            int end = lineEnd(bytes, from, to);
            boolean word = Character.isLetter(bytes[from]); // an inline command
            return word ? (end < 0 ? 0 : end - from) : UNKNOWN;
        }
        long end = end(bytes, from, to, 0);
        return end <= 0 ? (int) end : (int) Math.min(Integer.MAX_VALUE, end - from);
    }

    /** Returns the index after a value, 0 if it is not known yet, or UNKNOWN. */
    private static long end(byte[] bytes, int from, int to, int depth) {
        if (from >= to) {
            return 0;
        }
        int type = bytes[from];
        if (TYPES.indexOf(type) < 0 || depth > MAX_DEPTH) {
            return UNKNOWN;
        }
        int line = lineEnd(bytes, from, to);
        if (line < 0) {
            return 0;
        }
        if ("$!=".indexOf(type) >= 0) {
            long length = number(bytes, from + 1, line);
            return length < 0 ? line : line + length + 2;
        }
        if ("*%~>".indexOf(type) >= 0) {
            long count = number(bytes, from + 1, line) * (type == '%' ? 2 : 1);
            long at = line;
            for (long i = 0; i < count; i++) {
                at = at > to ? 0 : end(bytes, (int) at, to, depth + 1);
                if (at <= 0) {
                    return at;
                }
            }
            return at;
        }
        return line;
    }

    /** Returns the index after the next line end, or -1. */
    private static int lineEnd(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] == '\n') {
                return i + 1;
            }
        }
        return -1;
    }

    private static long number(byte[] bytes, int from, int lineEnd) {
        try {
            return Long.parseLong(new String(bytes, from, lineEnd - from, StandardCharsets.ISO_8859_1).strip());
        } catch (NumberFormatException malformed) {
            return -1;
        }
    }

    @Override
    public String text(byte[] message) {
        if (message.length > 0 && TYPES.indexOf(message[0]) < 0) {
            return MessageDecoders.LINES.start(true).text(message);
        }
        StringBuilder text = new StringBuilder();
        describe(message, 0, "", text, message.length > 0 && message[0] == '*');
        return text.toString();
    }

    /** Appends the description of a value; returns the index after it. An array of strings is shown as a command on one line. */
    private int describe(byte[] bytes, int from, String indent, StringBuilder text, boolean command) {
        int line = lineEnd(bytes, from, bytes.length);
        if (from >= bytes.length || line < 0) {
            text.append("(incomplete)");
            return bytes.length;
        }
        int type = bytes[from];
        String head = Printable.escape(new String(bytes, from + 1, line - from - 1, StandardCharsets.UTF_8).strip());
        if ("$!=".indexOf(type) >= 0) {
            long length = number(bytes, from + 1, line);
            if (length < 0) {
                text.append("(nil)");
                return line;
            }
            int end = (int) Math.min(bytes.length, line + length);
            text.append(type == '!' ? "(error) " : "").append('"');
            text.append(Printable.escape(Arrays.copyOfRange(bytes, line, end))).append('"');
            text.append(end < line + length ? " (incomplete)" : "");
            return (int) Math.min(bytes.length, line + length + 2);
        }
        if ("*%~>".indexOf(type) >= 0) {
            return elements(bytes, from, line, indent, text, command);
        }
        text.append(
                switch (type) {
                    case '-' -> "(error) " + head;
                    case ':', '(' -> "(integer) " + head;
                    case '_' -> "(nil)";
                    case ',' -> "(double) " + head;
                    case '#' -> head.equals("t") ? "(true)" : "(false)";
                    default -> head;
                });
        return line;
    }

    private int elements(byte[] bytes, int from, int line, String indent, StringBuilder text, boolean command) {
        long count = number(bytes, from + 1, line) * (bytes[from] == '%' ? 2 : 1);
        if (count <= 0) {
            text.append(count < 0 ? "(nil)" : "(empty)");
            return line;
        }
        boolean oneLine = command && line < bytes.length && bytes[line] == '$';
        int at = line;
        for (long i = 0; i < count && at < bytes.length; i++) {
            boolean shown = i < MAX_SHOWN;
            StringBuilder into = shown ? text : new StringBuilder();
            if (shown && !oneLine) {
                text.append(i == 0 ? "" : "\n" + indent).append(i + 1).append(") ");
            } else if (shown) {
                text.append(i == 0 ? "" : " ");
            }
            at = describe(bytes, at, indent + "   ", into, false);
        }
        if (count > MAX_SHOWN) {
            text.append(oneLine ? " " : "\n" + indent)
                    .append("… ")
                    .append(count - MAX_SHOWN)
                    .append(" more");
        }
        return at;
    }
}
