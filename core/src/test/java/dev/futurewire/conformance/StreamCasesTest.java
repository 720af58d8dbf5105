package dev.futurewire.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The data files. */
final class StreamCasesTest {
    @Test
    void containsEveryAgreedCase() {
        assertEquals(135, StreamCases.all(StreamCases.AGREED).size());
    }

    @Test
    void namesAreUnique() {
        Set<String> names = new HashSet<>();
        Stream.of(StreamCases.AGREED, StreamCases.MORE, StreamCases.FRAMES)
                .flatMap(file -> StreamCases.all(file).stream())
                .forEach(one -> assertTrue(names.add(one.name()), one.name() + " occurs twice"));
    }

    @Test
    void mostCasesAreReplayedInOtherChunks() {
        long replayed = StreamCases.all(StreamCases.AGREED).stream()
                .filter(StreamCase::replays)
                .count();
        assertTrue(replayed > 80, "only " + replayed);
    }
}
