package dev.futurewire.monitor.model.follow;

import dev.futurewire.observe.Printable;
import java.util.HexFormat;

/** How bytes are written for people. Never as they are: what a peer sends is data. */
public enum Rendering {
    /** Escaped, without the line end. */
    TEXT,
    /** Escaped with Java's own notation, line end included: nothing is left to guess. */
    ESCAPED,
    /** Eight bytes a line, which fits beside the table, with their offset and what they are in ASCII. */
    HEX;

    /** The longest text of a line: 1,000 characters. */
    public static final int LONGEST = 1_000;

    private static final int HEX_ROW = 8;
    private static final HexFormat HEX_BYTES = HexFormat.ofDelimiter(" ");

    /** How many lines a piece takes. */
    public int rows(Piece piece) {
        return this == HEX && !piece.gap() ? Math.max(1, (piece.bytes().length + HEX_ROW - 1) / HEX_ROW) : 1;
    }

    /** One line of a piece. */
    public String text(Piece piece, int row) {
        byte[] bytes = piece.bytes();
        return switch (this) {
            case TEXT -> cut(piece, withoutEnd(bytes));
            case ESCAPED -> cut(piece, bytes.length);
            case HEX -> hex(bytes, row * HEX_ROW);
        };
    }

    private static String cut(Piece piece, int length) {
        // A character of four bytes may be one char: so many bytes are enough for so many chars.
        int looked = Math.min(length, 4 * LONGEST);
        String text = Printable.escape(java.util.Arrays.copyOf(piece.bytes(), looked));
        if (text.length() <= LONGEST && looked == length) {
            return piece.length() > piece.bytes().length ? text + Printable.CUT : text;
        }
        int end = Math.min(text.length(), LONGEST);
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
