package dev.futurewire.limits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.AsyncChannel;
import dev.futurewire.ChannelOptions;
import dev.futurewire.internal.channel.StreamChannel;
import dev.futurewire.internal.loop.MemoryLoop;
import dev.futurewire.internal.time.WheelTimer;
import dev.futurewire.internal.transport.MemoryTransport;
import dev.futurewire.support.Await;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.util.Collection;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** In every charset of this JDK a line arrives as it was written, or its write fails, or the charset is rejected. */
@Tag("slow")
final class CharsetsTest {
    private static final int TRIES = 1_500;

    static Collection<Charset> installed() {
        return Charset.availableCharsets().values();
    }

    @ParameterizedTest
    @MethodSource("installed")
    void aLineArrivesAsItWasWrittenOrFails(Charset charset) {
        ChannelOptions options;
        try {
            options = ChannelOptions.builder().charset(charset).build();
        } catch (IllegalArgumentException refused) {
            assertTrue(refused.getMessage().contains(charset.name()), refused.getMessage());
            return;
        }
        try (ConnectedPair pair = new ConnectedPair(options)) {
            assertTrue(pair.arrives(""));
            Random random = new Random(charset.name().hashCode());
            for (int i = 0; i < TRIES; i++) {
                pair.arrives(Character.toString(random.nextInt(0x20, 0x10000)));
            }
            for (int i = 0; i < TRIES / 10; i++) {
                // A character of the charset among others, and in two lines of one write.
                String text = Character.toString(random.nextInt(0xa0, 0xa000));
                if (pair.arrives(text)) {
                    pair.arrives("a" + text + "b" + text + text);
                    pair.arrives(text + "\n" + text + "\nb" + text);
                    pair.arrives(text + Character.toString(random.nextInt(0xa0, 0x500)));
                }
            }
            assertTrue(pair.arrives(" "));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ISO-2022-JP, \u3042, \u00e9",
        "ISO-2022-JP, \u6f22\u5b57, \u20ac",
        "ISO-2022-KR, \ud55c, \u0e01",
        "Shift_JIS, \u30a2, \u00a5",
        "windows-31j, \u30a2, \u00a5",
        "EUC-JP, \u3042, \ud83d\ude00",
        "Big5, \u4e2d, \u0e01",
        "windows-1252, \u20ac, \u0141",
        "ISO-8859-15, \u20ac, \u00a4",
        "US-ASCII, a, \u00e9",
        "ISO-8859-1, \u00e9, \u20ac"
    })
    void unmappableCharactersAreNeverReplaced(String name, String expressed, String foreign) {
        try (ConnectedPair pair = new ConnectedPair(
                ChannelOptions.builder().charset(Charset.forName(name)).build())) {
            assertTrue(pair.arrives(expressed));
            assertTrue(pair.arrives(expressed + "?" + expressed + "\n" + expressed));
            assertTrue(!pair.arrives(foreign));
            assertTrue(!pair.arrives(expressed + "?" + foreign));
            assertTrue(!pair.arrives("a" + expressed + "\n" + foreign));
            assertTrue(!pair.arrives(expressed + "\ud800"));
            assertTrue(pair.arrives(expressed));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UTF-16",
                "UTF-16BE",
                "UTF-16LE",
                "UTF-32",
                "x-UTF-16LE-BOM",
                "IBM037",
                "IBM1047",
                "x-IBM930",
                "x-IBM834",
                "JIS_X0212-1990",
                "ISO-2022-CN",
                "x-JISAutoDetect"
            })
    void aCharsetWithoutLineFeedIsRejected(String name) {
        Charset charset = Charset.forName(name);
        ChannelOptions.Builder builder = ChannelOptions.builder();
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, () -> builder.charset(charset));
        assertTrue(refused.getMessage().contains(name), refused.getMessage());
    }

    @Test
    void malformedInputFailsTheReadInACharsetWithShiftStates() {
        try (ConnectedPair pair = new ConnectedPair(
                ChannelOptions.builder().charset(Charset.forName("ISO-2022-JP")).build())) {
            // A truncated character, then an invalid one.
            assertInstanceOf(CharacterCodingException.class, pair.failureOf(new byte[] {0x1b, '$', 'B', '$', '\n'}));
            assertInstanceOf(
                    CharacterCodingException.class,
                    pair.failureOf(new byte[] {0x1b, '$', 'B', 0x7f, 0x7f, 0x1b, '(', 'B', '\n'}));
            assertTrue(pair.arrives("\u3042"));
        }
    }

    @Test
    void aByteOrderMarkStaysInTheFirstLine() {
        try (ConnectedPair pair = new ConnectedPair(ChannelOptions.defaults())) {
            byte[] marked = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf, 'o', 'n', 'e', '\n', 't', 'w', 'o', '\n'};
            Await.value(pair.writer.write(marked));
            assertEquals("\uFEFFone", Await.value(pair.reader.readLine()));
            assertEquals("two", Await.value(pair.reader.readLine()));
        }
    }

    /** Both ends of a connection in memory. */
    private static final class ConnectedPair implements AutoCloseable {
        private final MemoryLoop loop = new MemoryLoop(WheelTimer.shared());
        private final AsyncChannel writer;
        private final AsyncChannel reader;

        ConnectedPair(ChannelOptions options) {
            MemoryTransport.Pair pair = MemoryTransport.pair(Runnable::run, Runnable::run, 64 * 1024);
            writer = StreamChannel.open(pair.client(), loop, options);
            reader = StreamChannel.open(pair.server(), loop, options);
        }

        /** Whether the lines of a text arrive as they were written; false if the write fails. Fails otherwise. */
        boolean arrives(String text) {
            CompletableFuture<Void> written = writer.write(text + "\n");
            try {
                Await.value(written);
            } catch (AssertionError failed) {
                assertInstanceOf(CharacterCodingException.class, Await.failure(written));
                return false;
            }
            for (String line : text.split("\n", -1)) {
                assertEquals(line, Await.value(reader.readLine()));
            }
            return true;
        }

        Throwable failureOf(byte[] bytes) {
            Await.value(writer.write(bytes));
            return Await.failure(reader.readLine());
        }

        @Override
        public void close() {
            writer.abort();
            reader.abort();
            loop.shutdown();
        }
    }
}
