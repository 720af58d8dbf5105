package dev.futurewire.monitor.decode;

import dev.futurewire.observe.Printable;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** HTTP/1.0 and HTTP/1.1: requests and responses with their header fields and bodies. */
final class HttpDecoder implements MessageDecoder, MessageDecoder.Messages {
    private static final int MAX_HEAD = 256 * 1024;
    private static final int MAX_BODY_SHOWN = 16 * 1024;

    @Override
    public String name() {
        return "HTTP/1";
    }

    @Override
    public Messages start(boolean inbound) {
        return this;
    }

    @Override
    public int length(byte[] bytes, int from, int to, int seen) {
        if (!startsMessage(bytes, from, to)) {
            return UNKNOWN;
        }
        int body = bodyStart(bytes, from, to);
        if (body < 0) {
            return to - from > MAX_HEAD ? UNKNOWN : 0;
        }
        String head = new String(bytes, from, body - from, StandardCharsets.ISO_8859_1);
        if (field(head, "transfer-encoding").toLowerCase(Locale.ROOT).contains("chunked")) {
            int end = chunksEnd(bytes, body, to);
            return end <= 0 ? end : end - from;
        }
        long length = number(field(head, "content-length"), 10);
        return (int) Math.min(Integer.MAX_VALUE, body - from + Math.max(0, length));
    }

    /** Returns whether the bytes may be the start of a request or a response. */
    private static boolean startsMessage(byte[] bytes, int from, int to) {
        byte[] status = {'H', 'T', 'T', 'P', '/', '1', '.'};
        boolean response = true;
        boolean request = true;
        boolean space = false;
        for (int i = from; i < to && i < from + 20 && !space; i++) {
            if (i - from < status.length) {
                response &= bytes[i] == status[i - from];
            }
            space = bytes[i] == ' ' && i > from;
            request &= space || (bytes[i] >= 'A' && bytes[i] <= 'Z');
        }
        return response || request;
    }

    /** Returns the index after the empty line, or -1. */
    private static int bodyStart(byte[] bytes, int from, int to) {
        for (int i = from; i + 1 < to; i++) {
            if (bytes[i] == '\n' && bytes[i + 1] == '\n') {
                return i + 2;
            }
            if (bytes[i] == '\n' && bytes[i + 1] == '\r' && i + 2 < to && bytes[i + 2] == '\n') {
                return i + 3;
            }
        }
        return -1;
    }

    private static String field(String head, String name) {
        for (String line : head.split("\n", -1)) {
            int colon = line.indexOf(':');
            if (colon > 0 && line.substring(0, colon).strip().equalsIgnoreCase(name)) {
                return line.substring(colon + 1).strip();
            }
        }
        return "";
    }

    private static long number(String text, int radix) {
        try {
            return Long.parseLong(text, radix);
        } catch (NumberFormatException malformed) {
            return -1;
        }
    }

    /** Returns the index after the last chunk, 0 if it has not been received, or UNKNOWN. */
    private static int chunksEnd(byte[] bytes, int from, int to) {
        int at = from;
        while (true) {
            int line = lineEnd(bytes, at, to);
            if (line < 0) {
                return 0;
            }
            String size = new String(bytes, at, line - at, StandardCharsets.ISO_8859_1);
            long length = number(size.split(";", 2)[0].strip(), 16);
            if (length < 0) {
                return UNKNOWN;
            }
            if (length == 0) {
                return trailersEnd(bytes, line, to);
            }
            if (line + length + 2 > to) {
                return 0;
            }
            at = (int) (line + length + 2);
        }
    }

    private static int trailersEnd(byte[] bytes, int from, int to) {
        int at = from;
        while (true) {
            int line = lineEnd(bytes, at, to);
            if (line < 0) {
                return 0;
            }
            if (line - at <= 2) {
                return line;
            }
            at = line;
        }
    }

    private static int lineEnd(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] == '\n') {
                return i + 1;
            }
        }
        return -1;
    }

    @Override
    public String text(byte[] message) {
        int body = bodyStart(message, 0, message.length);
        int headEnd = body < 0 ? message.length : body;
        String head = new String(message, 0, headEnd, StandardCharsets.UTF_8);
        StringBuilder text = new StringBuilder();
        for (String line : head.strip().split("\r?\n", -1)) {
            text.append(text.isEmpty() ? "" : "\n").append(Printable.escape(line));
        }
        if (body >= 0 && body < message.length) {
            text.append("\n\n")
                    .append(body(Arrays.copyOfRange(message, body, message.length), field(head, "content-type")));
        }
        return text.toString();
    }

    private static String body(byte[] body, String type) {
        String kind = type.toLowerCase(Locale.ROOT);
        boolean readable = kind.isEmpty()
                || kind.startsWith("text/")
                || kind.contains("json")
                || kind.contains("xml")
                || kind.contains("urlencoded")
                || kind.contains("javascript");
        if (!readable) {
            return "(" + body.length + " bytes of " + Printable.escape(type) + ")";
        }
        byte[] shown = body.length > MAX_BODY_SHOWN ? Arrays.copyOf(body, MAX_BODY_SHOWN) : body;
        StringBuilder text = new StringBuilder();
        for (String line : new String(shown, StandardCharsets.UTF_8).split("\r?\n", -1)) {
            text.append(text.isEmpty() ? "" : "\n").append(Printable.escape(line));
        }
        return shown.length == body.length ? text.toString() : text + "\n… " + body.length + " bytes in total";
    }
}
