package dev.futurewire.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;

final class PrintableTest {
    @Example
    void returnsHarmlessTextUnchanged() {
        String text = "Grüße, 世界, שלום, نامه‌ها, 👩‍👩‍👧 and a no-break space:\u00A0.";
        assertSame(text, Printable.escape(text));
        assertEquals(text, Printable.escape(text.getBytes(StandardCharsets.UTF_8)));
        assertEquals("", Printable.escape(""));
    }

    @Example
    void escapesTerminalAttacks() {
        assertEquals("\\u001b[2J\\u001b[1;31mred", Printable.escape("\u001b[2J\u001b[1;31mred"));
        assertEquals("\\u001b]52;c;aGk=\\u0007", Printable.escape("\u001b]52;c;aGk=\u0007"));
        assertEquals("\\u009b31m", Printable.escape("\u009b31m"));
        assertEquals("paid\\r\\nroot logged in", Printable.escape("paid\r\nroot logged in"));
        assertEquals("a\\tb\\\\c\\u0000\\u007f", Printable.escape("a\tb\\c\0\u007f"));
        assertEquals("\\u202egnp.exe\\u2066\\u061c\\u200f", Printable.escape("\u202egnp.exe\u2066\u061c\u200f"));
        assertEquals("\\u2028\\u2029\\ufeff\\u00ad", Printable.escape("\u2028\u2029\ufeff\u00ad"));
        assertEquals("\\udb40\\udc41", Printable.escape(Character.toString(0xE0041)));
        assertEquals("\\ud83d x \\ude00", Printable.escape("\ud83d x \ude00"));
    }

    @Example
    void escapesInvalidUtf8ByteByByte() {
        assertEquals(
                "\\xff\\x80é\\u0080",
                Printable.escape(new byte[] {-1, -128, (byte) 0xC3, (byte) 0xA9, (byte) 0xC2, -128}));
        assertEquals("\\xc0\\xaf", Printable.escape(new byte[] {(byte) 0xC0, (byte) 0xAF}));
        assertEquals("a\\xe2\\x82", Printable.escape(new byte[] {'a', (byte) 0xE2, (byte) 0x82}));
    }

    @Example
    void leavesAnIncompleteCharacterInTheBuffer() {
        ByteBuffer start = ByteBuffer.wrap(new byte[] {'a', (byte) 0xE2, (byte) 0x82});
        assertEquals("a", Printable.escape(start, false));
        assertEquals(2, start.remaining());
    }

    @Example
    void truncatesAMegabyte() {
        assertEquals("\\u0007".repeat(3) + Printable.CUT, Printable.escape("\u0007".repeat(1 << 20), 24));
        assertEquals("x".repeat(22) + Printable.CUT, Printable.escape("x".repeat(1 << 20), 24));
        assertEquals(Printable.CUT, Printable.escape("\u0007\u0007", 2));
        assertThrows(IllegalArgumentException.class, () -> Printable.escape("", 1));
    }

    @Property
    void escapedTextIsHarmless(@ForAll("texts") String text) {
        assertHarmless(Printable.escape(text));
    }

    @Property
    void escapedBytesAreHarmless(@ForAll("inputs") byte[] bytes) {
        assertHarmless(Printable.escape(bytes));
    }

    @Property
    void escapingTextCanBeUndone(@ForAll("texts") String text) {
        assertEquals(text, unescape(Printable.escape(text)));
    }

    @Property
    void escapingBytesCanBeUndone(@ForAll("inputs") byte[] bytes) {
        assertEquals(ByteBuffer.wrap(bytes), ByteBuffer.wrap(unescapeBytes(Printable.escape(bytes))));
    }

    @Property
    void escapingInChunksEqualsEscapingTheWhole(
            @ForAll("inputs") byte[] bytes, @ForAll @IntRange(min = 1, max = 5) int size) {
        StringBuilder pieces = new StringBuilder();
        ByteBuffer pending = ByteBuffer.allocate(bytes.length + size);
        for (int from = 0; from < bytes.length; from += size) {
            pending.put(bytes, from, Math.min(size, bytes.length - from)).flip();
            pieces.append(Printable.escape(pending, false));
            assertTrue(pending.remaining() < 4, "at most three bytes wait for a fourth");
            pending.compact();
        }
        pieces.append(Printable.escape(pending.flip(), true));
        assertEquals(Printable.escape(bytes), pieces.toString());
    }

    @Property
    void truncationRespectsTheLimitAndCharacters(
            @ForAll("texts") String text, @ForAll @IntRange(min = 2, max = 60) int cap) {
        String whole = Printable.escape(text);
        String cut = Printable.escape(text, cap);
        assertTrue(cut.length() <= cap);
        if (whole.length() <= cap) {
            assertEquals(whole, cut);
        } else {
            assertTrue(cut.endsWith(Printable.CUT));
            String kept = cut.substring(0, cut.length() - Printable.CUT.length());
            assertTrue(whole.startsWith(kept));
            assertTrue(text.startsWith(unescape(kept)), "what is kept is whole characters");
            assertHarmless(kept);
        }
    }

    /** Arbitrary chars, with a high proportion of those that need escaping. */
    @Provide
    Arbitrary<String> texts() {
        Arbitrary<Character> special = Arbitraries.of(
                '\\', 'u', 'x', 'n', '\n', '\r', '\t', '\0', '\u001b', '\u007f', '\u009b', '\u200d', '\u200e', '\u202e',
                '\u2028', '\u2066', '\ufeff', '\ud83d', '\ude00', '\udb40', '\udc41', '…', 'é');
        Arbitrary<Character> any = Arbitraries.chars().all();
        return Arbitraries.frequencyOf(
                        Tuple.of(3, special),
                        Tuple.of(2, any),
                        Tuple.of(2, Arbitraries.chars().ascii()))
                .list()
                .ofMaxSize(60)
                .map(chars -> chars.stream().map(String::valueOf).collect(Collectors.joining()));
    }

    /** UTF-8 with invalid bytes in between. */
    @Provide
    Arbitrary<byte[]> inputs() {
        Arbitrary<byte[]> encoded = texts().map(text -> text.getBytes(StandardCharsets.UTF_8));
        Arbitrary<byte[]> stray = Arbitraries.bytes().array(byte[].class).ofMaxSize(4);
        return Arbitraries.oneOf(encoded, stray).list().ofMaxSize(6).map(parts -> {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            parts.forEach(all::writeBytes);
            return all.toByteArray();
        });
    }

    private static void assertHarmless(String escaped) {
        escaped.codePoints().forEach(codePoint -> {
            boolean control = codePoint < 0x20 || codePoint >= 0x7F && codePoint <= 0x9F;
            boolean separator = codePoint == 0x2028 || codePoint == 0x2029;
            boolean bidi = codePoint == 0x061C
                    || codePoint == 0x200E
                    || codePoint == 0x200F
                    || codePoint >= 0x202A && codePoint <= 0x202E
                    || codePoint >= 0x2066 && codePoint <= 0x2069;
            boolean surrogate = codePoint >= 0xD800 && codePoint <= 0xDFFF;
            assertTrue(!control && !separator && !bidi && !surrogate, () -> "U+" + Integer.toHexString(codePoint));
        });
    }

    /** Reverses the escaping of text, which shows that escaping is injective. */
    private static String unescape(String escaped) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < escaped.length(); i++) {
            if (escaped.charAt(i) != '\\') {
                out.append(escaped.charAt(i));
                continue;
            }
            i++;
            switch (escaped.charAt(i)) {
                case 'n' -> out.append('\n');
                case 'r' -> out.append('\r');
                case 't' -> out.append('\t');
                case '\\' -> out.append('\\');
                case 'u' -> {
                    out.append((char) Integer.parseInt(escaped.substring(i + 1, i + 5), 16));
                    i += 4;
                }
                default -> throw new AssertionError(escaped);
            }
        }
        return out.toString();
    }

    /** Reverses the escaping of bytes. */
    private static byte[] unescapeBytes(String escaped) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int i = 0;
        while (i < escaped.length()) {
            if (escaped.startsWith("\\x", i)) {
                out.write(Integer.parseInt(escaped.substring(i + 2, i + 4), 16));
                i += 4;
                continue;
            }
            int end = i;
            while (end < escaped.length() && !escaped.startsWith("\\x", end)) {
                end += escaped.charAt(end) == '\\' ? 2 : 1;
            }
            out.writeBytes(unescape(escaped.substring(i, end)).getBytes(StandardCharsets.UTF_8));
            i = end;
        }
        return out.toByteArray();
    }
}
