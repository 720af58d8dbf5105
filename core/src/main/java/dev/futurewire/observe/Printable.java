package dev.futurewire.observe;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Escapes untrusted text so that it can be displayed safely in a log, on a terminal or in a label.
 *
 * <p>Text from a peer can move the cursor of a terminal, change its colors, set its clipboard, forge a log line, or
 * reverse the text around it. Escaping replaces each character that can do so with visible ASCII in Java's notation:
 * {@code \n}, {@code \r}, {@code \t}, {@code \\}, and the form {@code \}{@code u001b} for all others. The following are
 * replaced:
 *
 * <ul>
 *   <li>the backslash, so that escaping is unambiguous and can be reversed;
 *   <li>control characters, U+0000 to U+001F (including ESC, CR and LF) and U+007F to U+009F;
 *   <li>line and paragraph separators, U+2028 and U+2029;
 *   <li>invisible format characters, such as bidirectional controls, the byte order mark and tags, except for the
 *       joiners U+200C and U+200D, which Persian, Hindi and emoji require;
 *   <li>unpaired surrogates, and bytes that are not valid UTF-8, the latter in the form {@code \xff}.
 * </ul>
 *
 * <p>All other characters are unchanged. Text without such characters is returned after one scan, without being copied.
 */
public final class Printable {
    /** The end of a truncated text. It does not occur elsewhere in escaped text. */
    public static final String CUT = "\\…";

    private static final char ZERO_WIDTH_NON_JOINER = '\u200C';
    private static final char ZERO_WIDTH_JOINER = '\u200D';

    private Printable() {}

    /**
     * Escapes text.
     *
     * @param text any text
     * @return printable text on one line; different texts have different results
     */
    public static String escape(CharSequence text) {
        return escape(text, Integer.MAX_VALUE);
    }

    /**
     * Escapes text and truncates it, for labels and log lines whose length a peer must not control.
     *
     * @param text any text
     * @param maxLength the maximum length of the result in chars, including {@link #CUT}; at least 2
     * @return printable text on one line, at most {@code maxLength} long. It ends with {@link #CUT} if and only if it
     *     is truncated. Escape sequences and surrogate pairs are never split
     * @throws IllegalArgumentException if {@code maxLength} is less than 2
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
        int safe = 0; // the length to keep if the text is truncated
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
     * Decodes bytes as UTF-8 and escapes them.
     *
     * @param utf8 any bytes
     * @return printable text on one line; different bytes have different results
     */
    public static String escape(byte[] utf8) {
        return escape(ByteBuffer.wrap(utf8), true);
    }

    /**
     * Decodes the next bytes of a stream as UTF-8 and escapes them.
     *
     * @param utf8 the bytes, which are consumed except for an incomplete character at the end
     * @param endOfInput whether these are the last bytes of the stream. An incomplete character at the end is then
     *     escaped byte by byte, too
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
