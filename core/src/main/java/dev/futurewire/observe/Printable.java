package dev.futurewire.observe;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Makes text that came from elsewhere safe to show: in a log, on a terminal, in a label.
 *
 * <p>What a peer sends can move a terminal's cursor, recolour it, set its clipboard, forge a log line or turn the text
 * around it back to front. Escaping replaces every character that does such things by visible ASCII, in Java's own
 * notation: {@code \n}, {@code \r}, {@code \t}, {@code \\}, and {@code \}{@code u001b} for the rest. Replaced are
 *
 * <ul>
 *   <li>the backslash, so that no two texts look the same: escaping can be undone,
 *   <li>control characters: U+0000 to U+001F (ESC, CR and LF among them), U+007F to U+009F,
 *   <li>line and paragraph separators, U+2028 and U+2029,
 *   <li>invisible format characters: bidirectional controls, the byte order mark, tags and their like, but neither of
 *       the joiners U+200C and U+200D, which Persian, Hindi and emoji are written with,
 *   <li>lone surrogates, and bytes that are not UTF-8: these as {@code \xff}.
 * </ul>
 *
 * <p>Everything else stays as it is. Escaping costs one pass, and nothing more for text that needs none.
 */
public final class Printable {
    /** Stands at the end of a text that was cut; escaping yields it nowhere else. */
    public static final String CUT = "\\…";

    private static final char ZERO_WIDTH_NON_JOINER = '\u200C';
    private static final char ZERO_WIDTH_JOINER = '\u200D';

    private Printable() {}

    /**
     * Escapes text.
     *
     * @param text any text
     * @return printable text on one line; different texts give different results
     */
    public static String escape(CharSequence text) {
        return escape(text, Integer.MAX_VALUE);
    }

    /**
     * Escapes text and cuts it to a length: for labels and log lines that a peer must not be able to fill.
     *
     * @param text any text
     * @param maxLength the longest result in chars, {@link #CUT} included; at least 2
     * @return printable text on one line, at most {@code maxLength} long. It ends with {@link #CUT} exactly if something
     *     is missing; neither an escape sequence nor a surrogate pair is ever cut in two
     */
    public static String escape(CharSequence text, int maxLength) {
        if (maxLength < CUT.length()) {
            throw new IllegalArgumentException("maxLength must be at least " + CUT.length() + ", not " + maxLength);
        }
        int clean = cleanPrefix(text);
        if (clean == text.length() && clean <= maxLength) {
            return text.toString();
        }
        StringBuilder out = new StringBuilder(Math.min(text.length() + 16, maxLength));
        int safe = 0; // what may stay if the text has to be cut
        for (int i = 0; i < text.length(); ) {
            int codePoint = Character.codePointAt(text, i);
            append(out, codePoint);
            if (out.length() > maxLength) {
                out.setLength(safe);
                return out.append(CUT).toString();
            }
            if (out.length() <= maxLength - CUT.length()) {
                safe = out.length();
            }
            i += Character.charCount(codePoint);
        }
        return out.toString();
    }

    /**
     * Escapes bytes that should be UTF-8.
     *
     * @param utf8 any bytes
     * @return printable text on one line; different bytes give different results
     */
    public static String escape(byte[] utf8) {
        return escape(ByteBuffer.wrap(utf8), true);
    }

    /**
     * Escapes the next bytes of a stream that should be UTF-8.
     *
     * @param utf8 consumed, except for a last character of which bytes are still missing
     * @param endOfInput whether no more will come: such a character is then escaped too, byte for byte
     * @return printable text on one line
     */
    public static String escape(ByteBuffer utf8, boolean endOfInput) {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        CharBuffer chars = CharBuffer.allocate(utf8.remaining());
        StringBuilder out = new StringBuilder(utf8.remaining());
        while (true) {
            CoderResult result = decoder.decode(utf8, chars, endOfInput);
            out.append(escape(chars.flip()));
            if (!result.isError()) {
                return out.toString();
            }
            for (int i = 0; i < result.length(); i++) {
                appendHex(out.append("\\x"), utf8.get() & 0xFF, 2);
            }
            chars.clear();
            decoder.reset();
        }
    }

    private static int cleanPrefix(CharSequence text) {
        int i = 0;
        while (i < text.length()) {
            int codePoint = Character.codePointAt(text, i);
            if (!isClean(codePoint)) {
                break;
            }
            i += Character.charCount(codePoint);
        }
        return i;
    }

    private static boolean isClean(int codePoint) {
        if (codePoint < 0x7F) {
            return codePoint >= ' ' && codePoint != '\\';
        }
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE ->
                false;
            case Character.FORMAT -> codePoint == ZERO_WIDTH_NON_JOINER || codePoint == ZERO_WIDTH_JOINER;
            default -> true;
        };
    }

    private static void append(StringBuilder out, int codePoint) {
        switch (codePoint) {
            case '\\' -> out.append("\\\\");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            default -> {
                if (isClean(codePoint)) {
                    out.appendCodePoint(codePoint);
                } else {
                    for (char unit : Character.toChars(codePoint)) {
                        appendHex(out.append("\\u"), unit, 4);
                    }
                }
            }
        }
    }

    private static void appendHex(StringBuilder out, int value, int digits) {
        for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) {
            out.append(Character.forDigit((value >> shift) & 0xF, 16));
        }
    }
}
