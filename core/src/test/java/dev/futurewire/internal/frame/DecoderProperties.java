package dev.futurewire.internal.frame;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.futurewire.FrameDecoder;
import dev.futurewire.internal.input.DecoderRequest;
import dev.futurewire.internal.input.ReadRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;

/** A decoder finds the same frames in all chunks of an input. */
final class DecoderProperties {
    private static final int SHORT_FRAMES = 4;
    private static final String TOO_LONG = "too long";

    @Provide
    Arbitrary<String> inputs() {
        // Small numbers are lengths, the other characters are delimiters and parts of them.
        Arbitrary<Character> tricky = Arbitraries.of('\0', '\0', '\1', '\2', '\3', '-', '-', 'a', 'b', '\n', '\u00ff');
        return Arbitraries.oneOf(
                FramingArbitraries.inputs(), tricky.list().ofMaxSize(80).map(DecoderProperties::text));
    }

    private static String text(List<Character> characters) {
        StringBuilder text = new StringBuilder();
        characters.forEach(text::append);
        return text.toString();
    }

    @Provide
    Arbitrary<List<Integer>> sizes() {
        return FramingArbitraries.sizes();
    }

    /** The decoders, which have to be shareable; {@code OWN} is one of the program. */
    enum Kind {
        LENGTH_1(FrameDecoder.lengthPrefixed(1)),
        LENGTH_2(FrameDecoder.lengthPrefixed(2)),
        LENGTH_4(FrameDecoder.lengthPrefixed(4)),
        DELIMITED(FrameDecoder.delimited((byte) '-')),
        LONG_DELIMITER(FrameDecoder.delimited("a-a".getBytes(StandardCharsets.ISO_8859_1))),
        FIXED(FrameDecoder.fixed(3)),
        OWN(input -> input.remaining() <= (input.get(input.position()) & 3) ? null : content(input));

        final FrameDecoder<byte[]> decoder;

        Kind(FrameDecoder<byte[]> decoder) {
            this.decoder = decoder;
        }

        private static byte[] content(java.nio.ByteBuffer input) {
            byte[] content = new byte[input.get() & 3];
            input.get(content);
            return content;
        }

        /** A decoder of the program that does the same. */
        FrameDecoder<byte[]> delegating() {
            return input -> decoder.decode(input);
        }
    }

    @Property(tries = 5000)
    void framesDoNotDependOnChunks(
            @ForAll("inputs") String input,
            @ForAll("sizes") List<Integer> sizes,
            @ForAll Kind kind,
            @ForAll boolean inPlace) {
        List<String> whole = frames(kind.decoder, input, List.of(), 100_000, false);
        assertEquals(whole, frames(kind.decoder, input, sizes, 100_000, inPlace));
        if (!whole.contains(TOO_LONG)) {
            assertEquals(whole, frames(kind.delegating(), input, sizes, 100_000, inPlace), "delegating");
        }
    }

    @Property(tries = 5000)
    void overlongFramesDoNotDependOnChunks(
            @ForAll("inputs") String input,
            @ForAll("sizes") List<Integer> sizes,
            @ForAll Kind kind,
            @ForAll @IntRange(min = 1, max = SHORT_FRAMES) int limit,
            @ForAll boolean inPlace) {
        assertEquals(
                frames(kind.decoder, input, List.of(), limit, false),
                frames(kind.decoder, input, sizes, limit, inPlace));
    }

    /** All frames; the rest or a failure is the last element. */
    private static List<String> frames(
            FrameDecoder<byte[]> decoder, String input, List<Integer> sizes, int limit, boolean inPlace) {
        ChunkedInput chunks = new ChunkedInput(input, sizes, inPlace);
        ReadRequest<byte @Nullable []> request = DecoderRequest.of(decoder);
        List<String> frames = new ArrayList<>();
        while (true) {
            ScanResult result = chunks.scan(request, limit);
            switch (result) {
                case READY -> frames.add("frame " + taken(request, chunks.buffer()));
                case INCOMPLETE -> frames.add("rest " + latin1(chunks.buffer().takeBytes()));
                case TOO_LONG -> {
                    frames.add(TOO_LONG);
                    if (!request.discardsOverlong()) {
                        return frames;
                    }
                }
                default -> {
                    frames.add(result.toString());
                    return frames;
                }
            }
        }
    }

    private static String taken(ReadRequest<byte @Nullable []> request, InputBuffer buffer) {
        try {
            return latin1(java.util.Objects.requireNonNull(request.take(buffer)));
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static String latin1(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
