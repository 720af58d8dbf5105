package dev.futurewire.monitor.model.follow;

import dev.futurewire.monitor.decode.MessageDecoder;
import dev.futurewire.observe.Printable;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Renders segments as rows of text. A row that is too long to be shown is cut, and says how long it is. */
public final class SegmentText {
    /** Maximum length of a shown row, without the note that it is cut: 1,000 characters. */
    public static final int MAX_LENGTH = 1_000;

    /** Maximum number of rows that show one segment: 1,000. */
    static final int MAX_ROWS = 1_000;

    private static final int HEX_ROW = 8;
    private static final HexFormat HEX_BYTES = HexFormat.ofDelimiter(" ");

    private final MessageDecoder decoder;
    private final MessageDecoder.Messages in;
    private final MessageDecoder.Messages out;
    private final Rendering rendering;
    private final int wrap;

    /**
     * Creates a renderer.
     *
     * @param decoder describes messages in {@link Rendering#TEXT}
     * @param wrap number of characters after which a row continues on the next, or 0
     */
    public SegmentText(MessageDecoder decoder, Rendering rendering, int wrap) {
        this.decoder = decoder;
        this.rendering = rendering;
        this.wrap = wrap;
        in = decoder.start(true);
        out = decoder.start(false);
    }

    MessageDecoder decoder() {
        return decoder;
    }

    Rendering rendering() {
        return rendering;
    }

    int wrap() {
        return wrap;
    }

    /** Returns the number of rows that a segment takes. */
    int rows(TrafficSegment segment) {
        if (segment.gap()) {
            return 1;
        }
        if (rendering == Rendering.HEX) {
            int rows = Math.max(1, (segment.bytes().length + HEX_ROW - 1) / HEX_ROW);
            return rows > MAX_ROWS ? MAX_ROWS + 1 : rows;
        }
        boolean oneRow = wrap == 0 && (rendering == Rendering.ESCAPED || isLines());
        return oneRow ? 1 : rowsOf(segment).size();
    }

    private boolean isLines() {
        return decoder == dev.futurewire.monitor.decode.MessageDecoders.LINES;
    }

    /** Returns a row with all of its characters. */
    String whole(TrafficSegment segment, int row) {
        if (rendering == Rendering.HEX) {
            return row == MAX_ROWS ? cutNote(segment) : hex(segment.bytes(), row * HEX_ROW);
        }
        List<String> rows = rowsOf(segment);
        return row < rows.size() ? rows.get(row) : "";
    }

    /** Returns a row as it is shown. */
    String shown(TrafficSegment segment, int row) {
        String whole = whole(segment, row);
        boolean sampled = segment.length() > segment.bytes().length;
        if (whole.length() <= MAX_LENGTH) {
            return sampled ? whole + Printable.CUT : whole;
        }
        return cut(whole, 0, MAX_LENGTH) + Printable.CUT + (sampled ? "" : " " + cutNote(segment));
    }

    private static String cutNote(TrafficSegment segment) {
        return String.format("(%,d bytes, cut in this view)", segment.bytes().length);
    }

    /** Returns a part of a row that does not begin or end within a surrogate pair. */
    static String cut(String text, int from, int to) {
        int start = from > 0 && from < text.length() && Character.isLowSurrogate(text.charAt(from)) ? from - 1 : from;
        int end = Math.min(text.length(), to);
        if (end > start && end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    private List<String> rowsOf(TrafficSegment segment) {
        String text = text(segment);
        List<String> rows = new ArrayList<>();
        for (String line : text.split("\n", -1)) {
            if (wrap == 0 || line.length() <= wrap) {
                rows.add(line);
            } else {
                for (int from = 0; from < line.length(); from += wrap) {
                    rows.add(line.substring(from, Math.min(line.length(), from + wrap)));
                }
            }
        }
        if (rows.size() > MAX_ROWS) {
            rows.subList(MAX_ROWS, rows.size()).clear();
            rows.add(cutNote(segment));
        }
        return rows;
    }

    /** Returns the text of a segment with all of its characters; its lines are separated by line feeds. */
    public String text(TrafficSegment segment) {
        return switch (rendering) {
            case ESCAPED -> Printable.escape(segment.bytes());
            case HEX -> HEX_BYTES.formatHex(segment.bytes());
            case TEXT ->
                segment.kind() == TrafficSegment.Kind.UNKNOWN
                        ? Printable.escape(segment.bytes())
                        : (segment.inbound() ? in : out).text(segment.bytes());
        };
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
