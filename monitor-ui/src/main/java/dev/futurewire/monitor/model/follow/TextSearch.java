package dev.futurewire.monitor.model.follow;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;

/**
 * Searches the whole text of segments, also where the view cuts it, ignoring case. In {@link Rendering#HEX}, searches the bytes for
 * those of the words, or for bytes given in hexadecimal, such as {@code 0d 0a}.
 */
final class TextSearch {
    /** No words: nothing is found. */
    static final TextSearch NONE = new TextSearch("");

    private final String words;
    private final String lower;

    TextSearch(String words) {
        this.words = words;
        lower = words.toLowerCase(Locale.ROOT);
    }

    boolean isEmpty() {
        return words.isEmpty();
    }

    /** Returns the row of a segment that has the first match, or -1. */
    int row(SegmentText text, TrafficSegment segment) {
        if (isEmpty() || segment.gap()) {
            return -1;
        }
        if (text.rendering() == Rendering.HEX) {
            int at = indexOf(segment.bytes());
            return at < 0 ? -1 : Math.min(SegmentText.MAX_ROWS, at / 8);
        }
        String whole = text.text(segment);
        int at = whole.toLowerCase(Locale.ROOT).indexOf(lower);
        if (at < 0) {
            return -1;
        }
        int row = 0;
        int from = 0;
        for (String line : whole.split("\n", -1)) {
            int rows = text.wrap() == 0 ? 1 : Math.max(1, (line.length() + text.wrap() - 1) / text.wrap());
            if (at <= from + line.length()) {
                int within = text.wrap() == 0 ? 0 : (at - from) / text.wrap();
                return Math.min(SegmentText.MAX_ROWS, row + within);
            }
            row += rows;
            from += line.length() + 1;
        }
        return Math.min(SegmentText.MAX_ROWS, row);
    }

    /** Returns the position of the first match in a row at or after {@code from}, or -1. */
    int in(String row, int from) {
        return isEmpty() ? -1 : row.toLowerCase(Locale.ROOT).indexOf(lower, from);
    }

    int length() {
        return words.length();
    }

    private int indexOf(byte[] bytes) {
        byte[] hex = hex();
        if (hex.length > 0) {
            int at = indexOf(
                    new String(bytes, StandardCharsets.ISO_8859_1), new String(hex, StandardCharsets.ISO_8859_1));
            if (at >= 0) {
                return at;
            }
        }
        String needle = new String(words.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        return indexOf(
                new String(bytes, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT),
                needle.toLowerCase(Locale.ROOT));
    }

    private static int indexOf(String bytes, String needle) {
        return bytes.indexOf(needle);
    }

    private byte[] hex() {
        String digits = words.replace(" ", "");
        boolean valid = digits.length() % 2 == 0 && digits.matches("[0-9a-fA-F]+");
        return valid ? HexFormat.of().parseHex(digits) : new byte[0];
    }
}
