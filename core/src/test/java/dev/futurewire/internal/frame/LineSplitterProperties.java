package dev.futurewire.internal.frame;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Any bytes in any chunks are the same lines. */
final class LineSplitterProperties {
    @Provide
    Arbitrary<String> inputs() {
        return FramingArbitraries.inputs();
    }

    @Provide
    Arbitrary<List<Integer>> sizes() {
        return FramingArbitraries.sizes();
    }

    @Property(tries = 3000)
    void linesDoNotDependOnChunks(
            @ForAll("inputs") String input,
            @ForAll("sizes") List<Integer> sizes,
            @ForAll @IntRange(min = 1, max = 20) int limit,
            @ForAll boolean inPlace) {
        ReferenceSplitter expected = new ReferenceSplitter(input);
        ChunkedInput actual = new ChunkedInput(input, sizes, inPlace);
        Look line = new Look.Line(limit);
        Found found;
        do {
            found = expected.look(line);
            assertEquals(found, actual.look(line));
        } while (found.frame() != ScanResult.END);
        assertEquals(Found.nothing(ScanResult.END), actual.look(line), "the end, again");
    }

    @Property(tries = 1000)
    void noByteIsSearchedTwice(@ForAll("inputs") String input, @ForAll("sizes") List<Integer> sizes) {
        ChunkedInput actual = new ChunkedInput(input, sizes, true);
        Look line = new Look.Line(100_000);
        while (actual.look(line).frame() != ScanResult.END) {
            // All lines.
        }
        assertTrue(
                actual.buffer().bytesSearched() <= 2L * input.length(),
                () -> actual.buffer().bytesSearched() + " for " + input.length());
    }

    @Property(tries = 1000)
    void noByteOfAnOverlongLineIsSearchedTwice(@ForAll("inputs") String input, @ForAll("sizes") List<Integer> sizes) {
        ChunkedInput actual = new ChunkedInput(input, sizes, true);
        Look line = new Look.Line(1);
        while (actual.look(line).frame() != ScanResult.END) {
            // Mostly refused.
        }
        assertTrue(
                actual.buffer().bytesSearched() <= 2L * input.length(),
                () -> actual.buffer().bytesSearched() + " for " + input.length());
    }
}
