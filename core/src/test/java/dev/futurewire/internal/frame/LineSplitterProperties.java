package dev.futurewire.internal.frame;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** The lines do not depend on the chunks. */
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
        Scan line = new Scan.Line(limit);
        ScanOutcome found;
        do {
            found = expected.scan(line);
            assertEquals(found, actual.scan(line));
        } while (found.frame() != ScanResult.END);
        assertEquals(ScanOutcome.nothing(ScanResult.END), actual.scan(line), "the end, again");
    }

    @Property(tries = 1000)
    void noByteIsSearchedTwice(@ForAll("inputs") String input, @ForAll("sizes") List<Integer> sizes) {
        ChunkedInput actual = new ChunkedInput(input, sizes, true);
        Scan line = new Scan.Line(100_000);
        while (actual.scan(line).frame() != ScanResult.END) {
            // All lines.
        }
        assertTrue(
                actual.buffer().bytesSearched() <= 2L * input.length(),
                () -> actual.buffer().bytesSearched() + " for " + input.length());
    }

    @Property(tries = 1000)
    void noByteOfAnOverlongLineIsSearchedTwice(@ForAll("inputs") String input, @ForAll("sizes") List<Integer> sizes) {
        ChunkedInput actual = new ChunkedInput(input, sizes, true);
        Scan line = new Scan.Line(1);
        while (actual.scan(line).frame() != ScanResult.END) {
            // Mostly rejected.
        }
        assertTrue(
                actual.buffer().bytesSearched() <= 2L * input.length(),
                () -> actual.buffer().bytesSearched() + " for " + input.length());
    }
}
