package dev.futurewire.server.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

final class LineSamplerTest {
    @Test
    void everyLineIsCountedAndAFewAreKept() {
        Recent<Traffic> kept = new Recent<>(2_048);
        LongAdder produced = new LongAdder();
        LineSampler sampler = new LineSampler(kept, produced);
        ByteBuffer batch = ByteBuffer.wrap("a line\nanother\n".repeat(5_000).getBytes(StandardCharsets.US_ASCII));
        sampler.look(7, batch, true);
        assertEquals(10_000, produced.sum());
        assertEquals(LineSampler.SAMPLES, kept.count());
        assertEquals("a line\n", text(kept.since(0).get(0)));
        assertEquals("another\n", text(kept.since(0).get(1)));
        assertEquals(0, batch.position(), "what was looked at is still there");
    }

    private static String text(Traffic line) {
        return new String(line.bytes(), StandardCharsets.US_ASCII);
    }

    @Test
    void whatHasNoEndYetIsNoLine() {
        LongAdder produced = new LongAdder();
        LineSampler sampler = new LineSampler(new Recent<>(16), produced);
        sampler.look(7, ByteBuffer.wrap("begun".getBytes(StandardCharsets.US_ASCII)), true);
        assertEquals(0, produced.sum());
    }
}
