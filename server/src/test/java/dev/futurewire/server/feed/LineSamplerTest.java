package dev.futurewire.server.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

final class LineSamplerTest {
    @Test
    void everyLineThatArrivesIsCountedAndAFewAreKept() {
        Recent<Traffic> kept = new Recent<>(2_048);
        LongAdder received = new LongAdder();
        LineSampler sampler = new LineSampler(kept, received);
        ByteBuffer batch = ByteBuffer.wrap("a line\nanother\n".repeat(5_000).getBytes(StandardCharsets.US_ASCII));
        sampler.received(7, batch);
        assertEquals(10_000, received.sum());
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
        LongAdder received = new LongAdder();
        LineSampler sampler = new LineSampler(new Recent<>(16), received);
        sampler.received(7, ByteBuffer.wrap("begun".getBytes(StandardCharsets.US_ASCII)));
        assertEquals(0, received.sum());
    }

    @Test
    void whatIsSentIsKeptButNotCountedASecondTime() {
        Recent<Traffic> kept = new Recent<>(16);
        LongAdder received = new LongAdder();
        LineSampler sampler = new LineSampler(kept, received);
        sampler.sent(7, ByteBuffer.wrap("out\n".getBytes(StandardCharsets.US_ASCII)));
        assertEquals("out\n", text(kept.since(0).get(0)));
        assertEquals(0, received.sum());
    }
}
