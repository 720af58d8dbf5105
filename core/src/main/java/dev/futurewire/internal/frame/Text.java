package dev.futurewire.internal.frame;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;

/**
 * Strict conversion between text and bytes: malformed or unmappable input is an error and is never replaced. The JDK's
 * own conversions are fast but lenient. They run first; the strict conversion runs only if the result contains a
 * replacement.
 */
public final class Text {
    private static final char REPLACEMENT = '\uFFFD';

    private Text() {}

    /**
     * Decodes a complete unit.
     *
     * @param bytes the array
     * @param from first index
     * @param length number of bytes
     * @param charset the charset
     * @return the text
     * @throws CharacterCodingException if the bytes are malformed in the charset
     */
    public static String decode(byte[] bytes, int from, int length, Charset charset) throws CharacterCodingException {
        String text = new String(bytes, from, length, charset);
        if (text.indexOf(REPLACEMENT) < 0) {
            return text;
        }
        return charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT)
                .decode(ByteBuffer.wrap(bytes, from, length))
                .toString();
    }

    /**
     * Returns whether text contains a line terminator or a part of one.
     *
     * @param text the text
     * @return true if it contains LF or CR
     */
    public static boolean hasLineBreak(String text) {
        return text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0;
    }

    /**
     * Encodes text.
     *
     * @param text the text
     * @param charset the charset
     * @return the bytes
     * @throws CharacterCodingException if the charset cannot encode the text, or encodes other text the same way
     */
    public static byte[] encode(CharSequence text, Charset charset) throws CharacterCodingException {
        String string = text.toString();
        if (!LineCharset.isPlain(charset)) {
            return LineCharset.encode(string, charset);
        }
        byte[] bytes = string.getBytes(charset);
        if (ByteSearch.indexOf(bytes, 0, bytes.length, (byte) '?') < 0) {
            return bytes;
        }
        if (charset.equals(StandardCharsets.UTF_8)) {
            requirePairedSurrogates(string);
            return bytes;
        }
        ByteBuffer encoded = charset.newEncoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT)
                .encode(CharBuffer.wrap(string));
        byte[] exact = new byte[encoded.remaining()];
        encoded.get(exact);
        return exact;
    }

    private static void requirePairedSurrogates(String text) throws CharacterCodingException {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                if (Character.isHighSurrogate(c)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1))) {
                    i++;
                } else {
                    throw new MalformedInputException(1);
                }
            }
        }
    }
}
