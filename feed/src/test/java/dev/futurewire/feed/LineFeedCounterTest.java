package dev.futurewire.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class LineFeedCounterTest {
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
            assertEquals(expected, LineFeedCounter.count(ByteBuffer.wrap(bytes), from));
            ByteBuffer direct = ByteBuffer.allocateDirect(size).put(bytes).flip();
            assertEquals(expected, LineFeedCounter.count(direct, from));
        }
    }
}
