package dev.futurewire.internal.frame;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Consecutive reads of all kinds have the same results for all chunks. */
final class MixedReadsProperties {
    @Provide
    Arbitrary<String> inputs() {
        return FramingArbitraries.inputs();
    }

    @Provide
    Arbitrary<List<Integer>> sizes() {
        return FramingArbitraries.sizes();
    }

    @Provide
    Arbitrary<Scan> scans() {
        return FramingArbitraries.scans();
    }

    @Provide
    Arbitrary<String> delimiters() {
        return FramingArbitraries.delimiters();
    }

    @Property(tries = 5000)
    void resultsDoNotDependOnChunks(
            @ForAll("inputs") String input,
            @ForAll("sizes") List<Integer> sizes,
            @ForAll @Size(min = 1, max = 12) List<@net.jqwik.api.From("scans") Scan> scans,
            @ForAll boolean inPlace) {
        ReferenceSplitter expected = new ReferenceSplitter(input);
        ChunkedInput actual = new ChunkedInput(input, sizes, inPlace);
        for (int i = 0; i < 3 * scans.size(); i++) {
            Scan scan = scans.get(i % scans.size());
            assertEquals(expected.scan(scan), actual.scan(scan), "scan " + i + ": " + scan);
        }
    }

    @Property(tries = 3000)
    void anAbandonedScanChangesNothing(
            @ForAll("inputs") String input,
            @ForAll("sizes") List<Integer> sizes,
            @ForAll @Size(min = 1, max = 12) List<@net.jqwik.api.From("scans") Scan> withdrawn,
            @ForAll @Size(min = 1, max = 12) List<@net.jqwik.api.From("scans") Scan> scans) {
        ReferenceSplitter expected = new ReferenceSplitter(input);
        ChunkedInput actual = new ChunkedInput(input, sizes, true);
        for (int i = 0; i < 3 * scans.size(); i++) {
            Scan scan = scans.get(i % scans.size());
            scanAndAbandon(withdrawn.get(i % withdrawn.size()), actual.buffer());
            assertEquals(expected.scan(scan), actual.scan(scan), "scan " + i + ": " + scan);
        }
    }

    /** A read that is withdrawn before its unit is taken. An overlong unit is rejected at once, so limits are raised. */
    private static void scanAndAbandon(Scan scan, InputBuffer buffer) {
        if (scan instanceof Scan.Line) {
            buffer.line(Integer.MAX_VALUE);
        } else if (scan instanceof Scan.Until until) {
            new Scan.Until(until.delimiter(), Integer.MAX_VALUE).in(buffer);
        } else if (scan instanceof Scan.All) {
            buffer.all(Integer.MAX_VALUE);
        } else {
            scan.in(buffer);
        }
    }

    @Property(tries = 1000)
    void recordsAreSearchedOnce(
            @ForAll("inputs") String input,
            @ForAll("sizes") List<Integer> sizes,
            @ForAll("delimiters") String delimiter,
            @ForAll @IntRange(min = 1, max = 1000) int limit) {
        ChunkedInput actual = new ChunkedInput(input, sizes, true);
        Scan record = new Scan.Until(delimiter, limit);
        int refused = 0;
        ScanResult frame = ScanResult.READY;
        while (frame == ScanResult.READY || frame == ScanResult.TOO_LONG) {
            frame = actual.scan(record).frame();
            refused += frame == ScanResult.TOO_LONG ? 1 : 0;
        }
        // The last bytes of a rejected record may be the beginning of its delimiter and are searched again.
        long most = 2L * input.length() + (long) refused * delimiter.length();
        assertTrue(
                actual.buffer().bytesSearched() <= most,
                () -> actual.buffer().bytesSearched() + " for " + input.length());
    }
}
