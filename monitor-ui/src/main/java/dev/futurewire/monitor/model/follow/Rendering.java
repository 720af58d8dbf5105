package dev.futurewire.monitor.model.follow;

import dev.futurewire.observe.Printable;
import java.util.HexFormat;

/** Ways to render bytes as text. Control characters are never rendered raw, since a peer's bytes are untrusted. */
public enum Rendering {
    /** Escaped text without the line end. */
    TEXT,
    /** Escaped text with the line end, in Java's notation. */
    ESCAPED,
    /** Hexadecimal, eight bytes per row, with offset and ASCII; fits beside the table. */
    HEX;

    /** Maximum length of a rendered row: 1,000 characters. */
    public static final int MAX_LENGTH = 1_000;

    private static final int HEX_ROW = 8;
    private static final HexFormat HEX_BYTES = HexFormat.ofDelimiter(" ");

    /** Returns the number of rows a segment takes. */
    public int rows(TrafficSegment segment) {
        return this == HEX && !segment.gap() ? Math.max(1, (segment.bytes().length + HEX_ROW - 1) / HEX_ROW) : 1;
    }

    /** Returns the text of one row of a segment. */
    public String text(TrafficSegment segment, int row) {
        byte[] bytes = segment.bytes();
        return switch (this) {
            case TEXT -> cut(segment, withoutEnd(bytes));
            case ESCAPED -> cut(segment, bytes.length);
            case HEX -> hex(bytes, row * HEX_ROW);
        };
    }

    private static String cut(TrafficSegment segment, int length) {
        // A char takes at most four bytes of UTF-8.
        int examined = Math.min(length, 4 * MAX_LENGTH);
        String text = Printable.escape(java.util.Arrays.copyOf(segment.bytes(), examined));
        if (text.length() <= MAX_LENGTH && examined == length) {
            return segment.length() > segment.bytes().length ? text + Printable.CUT : text;
        }
        int end = Math.min(text.length(), MAX_LENGTH);
        if (end > 0 && Character.isHighSurrogate(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(0, end) + Printable.CUT;
    }

    private static int withoutEnd(byte[] bytes) {
        int length = bytes.length;
        if (length > 0 && bytes[length - 1] == '\n') {
            length--;
            if (length > 0 && bytes[length - 1] == '\r') {
                length--;
            }
        }
        return length;
    }

    private static String hex(byte[] bytes, int from) {
        int to = Math.min(bytes.length, from + HEX_ROW);
        StringBuilder line = new StringBuilder(80);
        line.append(String.format("%04x  ", from));
        String hex = HEX_BYTES.formatHex(bytes, Math.min(from, to), to);
        line.append(hex).append(" ".repeat(HEX_ROW * 3 - hex.length())).append(' ');
        for (int i = from; i < to; i++) {
            line.append(bytes[i] >= ' ' && bytes[i] < 0x7F ? (char) bytes[i] : '.');
        }
        return line.toString();
    }
}
