package dev.futurewire.internal.frame;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;

/** Text is as strict as a {@code CharsetDecoder} with {@code CodingErrorAction.REPORT}. */
final class Utf8Properties {
    private static final String MALFORMED = "malformed";

    /** Bytes of which many are lead and continuation bytes, and the bytes of real text. */
    @Provide
    Arbitrary<byte[]> bytes() {
        Arbitrary<byte[]> wild = Arbitraries.of(
                        0x00, 0x41, 0x7f, 0x80, 0xbf, 0xa0, 0x8f, 0x90, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe2, 0xed, 0xef,
                        0xf0, 0xf4, 0xf5, 0xf8, 0xfe, 0xff)
                .list()
                .ofMaxSize(12)
                .map(Utf8Properties::toBytes);
        Arbitrary<byte[]> uniform = Arbitraries.bytes().array(byte[].class).ofMaxSize(8);
        Arbitrary<byte[]> text = Arbitraries.strings().ofMaxLength(12).map(s -> s.getBytes(StandardCharsets.UTF_8));
        return Arbitraries.oneOf(wild, uniform, text);
    }

    @Provide
    Arbitrary<Charset> charsets() {
        return Arbitraries.of(
                StandardCharsets.UTF_8,
                StandardCharsets.US_ASCII,
                StandardCharsets.ISO_8859_1,
                Charset.forName("windows-1252"),
                Charset.forName("windows-31j"),
                Charset.forName("GB18030"));
    }

    /** Characters including paired and unpaired surrogates, replacement characters and question marks. */
    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.of(
                        "a",
                        "?",
                        "\u00e9",
                        "\u20ac",
                        "\ufffd",
                        "\ufeff",
                        "\0",
                        "\ud83d\ude00",
                        "\ud83d",
                        "\ude00",
                        "\u3042")
                .list()
                .ofMaxSize(8)
                .map(parts -> String.join("", parts));
    }

    @Property(tries = 5000)
    void decodesLikeAReportingDecoder(@ForAll("bytes") byte[] bytes, @ForAll("charsets") Charset charset) {
        assertEquals(expectedText(bytes, charset), decoded(bytes, 0, bytes.length, charset));
    }

    @Property(tries = 1000)
    void decodesOnlyTheUnit(
            @ForAll("bytes") byte[] before, @ForAll("bytes") byte[] bytes, @ForAll("bytes") byte[] behind) {
        byte[] all = new byte[before.length + bytes.length + behind.length];
        System.arraycopy(before, 0, all, 0, before.length);
        System.arraycopy(bytes, 0, all, before.length, bytes.length);
        System.arraycopy(behind, 0, all, before.length + bytes.length, behind.length);
        assertEquals(
                expectedText(bytes, StandardCharsets.UTF_8),
                decoded(all, before.length, bytes.length, StandardCharsets.UTF_8));
    }

    @Property(tries = 5000)
    void encodesLikeAReportingEncoder(@ForAll("texts") String text, @ForAll("charsets") Charset charset)
            throws CharacterCodingException {
        ByteBuffer expected;
        try {
            expected = charset.newEncoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .encode(CharBuffer.wrap(text));
        } catch (CharacterCodingException e) {
            assertThrows(CharacterCodingException.class, () -> Text.encode(text, charset));
            return;
        }
        assertArrayEquals(
                Arrays.copyOf(expected.array(), expected.limit()), Text.encode(new StringBuilder(text), charset));
    }

    @Property(tries = 1000)
    void validTextSurvivesARoundTrip(@ForAll @StringLength(max = 40) String text) throws CharacterCodingException {
        net.jqwik.api.Assume.that(StandardCharsets.UTF_8.newEncoder().canEncode(text));
        byte[] bytes = Text.encode(text, StandardCharsets.UTF_8);
        assertEquals(text, Text.decode(bytes, 0, bytes.length, StandardCharsets.UTF_8));
    }

    @Property(tries = 1000)
    void oneInvalidByteAnywhereIsDetected(
            @ForAll @StringLength(max = 40) String text, @ForAll @IntRange(min = 0, max = 200) int place) {
        byte[] good = text.getBytes(StandardCharsets.UTF_8);
        byte[] bad = new byte[good.length + 1];
        int at = place % bad.length;
        System.arraycopy(good, 0, bad, 0, at);
        bad[at] = (byte) 0xff;
        System.arraycopy(good, at, bad, at + 1, good.length - at);
        assertEquals(MALFORMED, decoded(bad, 0, bad.length, StandardCharsets.UTF_8));
    }

    private static String expectedText(byte[] bytes, Charset charset) {
        try {
            return "text "
                    + charset.newDecoder()
                            .onMalformedInput(CodingErrorAction.REPORT)
                            .onUnmappableCharacter(CodingErrorAction.REPORT)
                            .decode(ByteBuffer.wrap(bytes));
        } catch (CharacterCodingException e) {
            return MALFORMED;
        }
    }

    private static String decoded(byte[] bytes, int from, int length, Charset charset) {
        try {
            return "text " + Text.decode(bytes, from, length, charset);
        } catch (CharacterCodingException e) {
            return MALFORMED;
        }
    }

    private static byte[] toBytes(List<Integer> values) {
        byte[] bytes = new byte[values.size()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (int) values.get(i);
        }
        return bytes;
    }
}
