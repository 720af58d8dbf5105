package dev.futurewire.internal.frame;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnmappableCharacterException;
import java.util.List;

/**
 * Line encoding in charsets other than UTF-8, ISO-8859-1 and US-ASCII. Some charsets replace unmappable characters by
 * something other than a question mark, some encode two characters alike, and some have shift states, which a line
 * reader resets at each line. Encoded text is therefore decoded again and compared, as the peer will decode it.
 */
public final class LineCharset {
    /**
     * Sample texts of the scripts that charsets are designed for. A charset is checked with those that it can encode.
     */
    private static final List<String> SAMPLES = List.of(
            "text",
            "\u00e9",
            "\u0141",
            "\u03a9",
            "\u0416",
            "\u05d0",
            "\u0639",
            "\u0e01",
            "\u20ac",
            "\u3042",
            "\u30a2",
            "\uff71",
            "\u4e2d",
            "\u6f22",
            "\u4e02",
            "\ud55c",
            "\ud83d\ude00",
            "a\u3042b\u6f22c",
            "a\ud55cb",
            "a\u4e2d\u4e02b");

    private LineCharset() {}

    /**
     * Whether the JDK's own conversion loses nothing but unmappable characters, and replaces those by a question mark.
     */
    static boolean isPlain(Charset charset) {
        return charset.equals(StandardCharsets.UTF_8)
                || charset.equals(StandardCharsets.ISO_8859_1)
                || charset.equals(StandardCharsets.US_ASCII);
    }

    /**
     * Rejects a charset in which lines cannot be written and read.
     *
     * @param charset the charset
     * @throws IllegalArgumentException if LF and CR are not encoded as the single bytes 0x0A and 0x0D, if the charset
     *     cannot encode, or if a line cannot be decoded without the lines before it
     */
    public static void require(Charset charset) {
        if (isPlain(charset)) {
            return;
        }
        try {
            if (!charset.canEncode()) {
                throw new IllegalArgumentException("text cannot be written in " + charset + ": it only decodes");
            }
            if (!"\r\n".equals(new String(bytes("\r\n", charset), StandardCharsets.ISO_8859_1))) {
                throw unframed(charset);
            }
            for (String sample : SAMPLES) {
                if (reads(sample, charset)
                        && !(reads(sample + "\n" + sample + "\r\n", charset) && joins(sample, charset))) {
                    throw new IllegalArgumentException(
                            "lines cannot be framed in " + charset + ": one cannot be read without those before it");
                }
            }
        } catch (UnsupportedOperationException oneWay) {
            throw new IllegalArgumentException("text cannot be written and read in " + charset, oneWay);
        } catch (CharacterCodingException noControls) {
            throw unframed(charset);
        }
    }

    private static IllegalArgumentException unframed(Charset charset) {
        return new IllegalArgumentException(
                "lines cannot be framed in " + charset + ": LF and CR must be single bytes, as in UTF-8 or ISO-8859-1");
    }

    private static boolean reads(String text, Charset charset) {
        try {
            encode(text, charset);
            return true;
        } catch (CharacterCodingException notExpressed) {
            return false;
        }
    }

    /** Whether two texts that are encoded separately can be decoded as one. */
    private static boolean joins(String text, Charset charset) throws CharacterCodingException {
        byte[] once = bytes(text, charset);
        byte[] twice = new byte[2 * once.length];
        System.arraycopy(once, 0, twice, 0, once.length);
        System.arraycopy(once, 0, twice, once.length, once.length);
        return new String(twice, charset).equals(text + text);
    }

    /**
     * Encodes text such that a line reader decodes the same text.
     *
     * @throws CharacterCodingException if the charset cannot encode the text, or encodes other text the same way
     */
    static byte[] encode(String text, Charset charset) throws CharacterCodingException {
        byte[] bytes = bytes(text, charset);
        int read = 0;
        for (int from = 0; from < bytes.length; ) {
            int end = ByteSearch.indexOf(bytes, from, bytes.length, (byte) '\n');
            int next = end < 0 ? bytes.length : end + 1;
            String line = new String(bytes, from, next - from, charset);
            if (!text.startsWith(line, read)) {
                throw new UnmappableCharacterException(next - from);
            }
            read += line.length();
            from = next;
        }
        if (read < text.length()) {
            throw new UnmappableCharacterException(bytes.length);
        }
        return bytes;
    }

    private static byte[] bytes(String text, Charset charset) throws CharacterCodingException {
        ByteBuffer encoded = charset.newEncoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT)
                .encode(CharBuffer.wrap(text));
        byte[] exact = new byte[encoded.remaining()];
        encoded.get(exact);
        return exact;
    }
}
