package dev.futurewire.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class TerminalEscaperTest {
    @Test
    void keepsLineEndsAndEscapesEverythingElse() {
        assertEquals("one\\r\ntwo\\u001b[2J\n\n\\xff\\\\x\n", shown("one\r\ntwo\u001b[2J\n\n\u00ff\\x\n"));
        assertEquals("no end", shown("no end"));
    }

    @Test
    void showsAChunkImmediatelyWithoutALineEnd() {
        assertEquals("login: ", text(new TerminalEscaper().next("login: ".getBytes(StandardCharsets.ISO_8859_1))));
    }

    /** Bytes E2 82 AC are the euro sign; E2 82 alone are an incomplete character. */
    @Test
    void charactersMayBeSplitAnywhere() {
        String wire = "\u00e2\u0082\u00ac and \u00e2\u0082\n\u00ac, \u00f0\u009f\u0099\u0082\u00e2\u0082";
        byte[] bytes = wire.getBytes(StandardCharsets.ISO_8859_1);
        String whole = shown(wire);
        assertEquals("€ and \\xe2\\x82\n\\xac, 🙂\\xe2\\x82", whole);
        for (int size = 1; size < bytes.length; size++) {
            TerminalEscaper text = new TerminalEscaper();
            StringBuilder pieces = new StringBuilder();
            for (int from = 0; from < bytes.length; from += size) {
                pieces.append(text(text.next(Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + size)))));
            }
            assertEquals(whole, pieces.append(text(text.end())).toString(), "in chunks of " + size);
        }
    }

    /** Returns the output for bytes given in Latin-1. */
    private static String shown(String wire) {
        TerminalEscaper text = new TerminalEscaper();
        return text(text.next(wire.getBytes(StandardCharsets.ISO_8859_1))) + text(text.end());
    }

    private static String text(byte[] utf8) {
        return new String(utf8, StandardCharsets.UTF_8);
    }
}
