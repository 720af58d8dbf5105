package dev.futurewire.server.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

final class LineSamplerTest {
    private static final byte[] LIKELY = {'\n', '\n', 0x0B, 0x09, 0x0A - 128, 0x0A ^ 0x20, 0, 1, -1, 127, -128, 'a'};

    @Test
    void countsEveryLineFeedAndNothingElse() {
        Random random = new Random(20261124);
        for (int size = 0; size < 300; size++) {
            byte[] bytes = new byte[size];
            for (int i = 0; i < size; i++) {
                bytes[i] = LIKELY[random.nextInt(LIKELY.length)];
            }
            int from = random.nextInt(size + 1);
            long expected = 0;
            for (int i = from; i < size; i++) {
                expected += bytes[i] == '\n' ? 1 : 0;
            }
            assertEquals(expected, LineSampler.count(ByteBuffer.wrap(bytes), from));
            ByteBuffer direct = ByteBuffer.allocateDirect(size).put(bytes).flip();
            assertEquals(expected, LineSampler.count(direct, from));
        }
    }

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
