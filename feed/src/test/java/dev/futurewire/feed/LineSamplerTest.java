package dev.futurewire.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class LineSamplerTest {
    private final BoundedHistory<Traffic> kept = new BoundedHistory<>(2_048);
    private final LineSampler sampler = new LineSampler(kept);

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String text(Traffic line) {
        return new String(line.bytes(), StandardCharsets.US_ASCII);
    }

    @Test
    void samplesALimitedNumberOfLines() {
        ByteBuffer batch = bytes("a line\nanother\n".repeat(5_000));

        sampler.sample(7, batch, true);

        assertEquals(LineSampler.SAMPLES, kept.count());
        assertEquals("a line\n", text(kept.since(0).get(0)));
        assertEquals("another\n", text(kept.since(0).get(1)));
        assertEquals(0, batch.position(), "what was looked at is still there");
    }

    @Test
    void samplesAgainAfterAReset() {
        ByteBuffer batch = bytes("a line\n".repeat(5_000));
        sampler.sample(7, batch, true);

        sampler.reset();
        sampler.sample(7, batch, false);

        assertEquals(2 * LineSampler.SAMPLES, kept.count());
    }

    @Test
    void ignoresUnterminatedLines() {
        sampler.sample(7, bytes("begun"), true);

        assertEquals(0, kept.count());
    }
}
