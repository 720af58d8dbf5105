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

/** Reads of every kind, one after the other, find the same whatever the chunks are. */
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
    Arbitrary<Look> looks() {
        return FramingArbitraries.looks();
    }

    @Provide
    Arbitrary<String> delimiters() {
        return FramingArbitraries.delimiters();
    }

    @Property(tries = 5000)
    void whatIsFoundDoesNotDependOnChunks(
            @ForAll("inputs") String input,
            @ForAll("sizes") List<Integer> sizes,
            @ForAll @Size(min = 1, max = 12) List<@net.jqwik.api.From("looks") Look> looks,
            @ForAll boolean inPlace) {
        ReferenceSplitter expected = new ReferenceSplitter(input);
        ChunkedInput actual = new ChunkedInput(input, sizes, inPlace);
        for (int i = 0; i < 3 * looks.size(); i++) {
            Look look = looks.get(i % looks.size());
            assertEquals(expected.look(look), actual.look(look), "look " + i + ": " + look);
        }
    }

    @Property(tries = 3000)
    void aLookThatIsNotTakenChangesNothing(
            @ForAll("inputs") String input,
            @ForAll("sizes") List<Integer> sizes,
            @ForAll @Size(min = 1, max = 12) List<@net.jqwik.api.From("looks") Look> withdrawn,
            @ForAll @Size(min = 1, max = 12) List<@net.jqwik.api.From("looks") Look> looks) {
        ReferenceSplitter expected = new ReferenceSplitter(input);
        ChunkedInput actual = new ChunkedInput(input, sizes, true);
        for (int i = 0; i < 3 * looks.size(); i++) {
            Look look = looks.get(i % looks.size());
            lookAndWithdraw(withdrawn.get(i % withdrawn.size()), actual.buffer());
            assertEquals(expected.look(look), actual.look(look), "look " + i + ": " + look);
        }
    }

    /** A reader that is withdrawn before its unit is taken. An overlong unit is refused at once, so none is risked. */
    private static void lookAndWithdraw(Look look, InputBuffer buffer) {
        if (look instanceof Look.Line) {
            buffer.line(Integer.MAX_VALUE);
        } else if (look instanceof Look.Until until) {
            new Look.Until(until.delimiter(), Integer.MAX_VALUE).in(buffer);
        } else if (look instanceof Look.All) {
            buffer.all(Integer.MAX_VALUE);
        } else {
            look.in(buffer);
        }
    }

    @Property(tries = 1000)
    void recordsAreSearchedOnce(
            @ForAll("inputs") String input,
            @ForAll("sizes") List<Integer> sizes,
            @ForAll("delimiters") String delimiter,
            @ForAll @IntRange(min = 1, max = 1000) int limit) {
        ChunkedInput actual = new ChunkedInput(input, sizes, true);
        Look record = new Look.Until(delimiter, limit);
        int refused = 0;
        ScanResult frame = ScanResult.READY;
        while (frame == ScanResult.READY || frame == ScanResult.TOO_LONG) {
            frame = actual.look(record).frame();
            refused += frame == ScanResult.TOO_LONG ? 1 : 0;
        }
        // A refused record's last bytes may be the beginning of its delimiter and are looked at again.
        long most = 2L * input.length() + (long) refused * delimiter.length();
        assertTrue(
                actual.buffer().bytesSearched() <= most,
                () -> actual.buffer().bytesSearched() + " for " + input.length());
    }
}
