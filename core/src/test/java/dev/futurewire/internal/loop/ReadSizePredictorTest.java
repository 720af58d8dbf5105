package dev.futurewire.internal.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ReadSizePredictorTest {
    private final ReadSizePredictor expected = new ReadSizePredictor(128);

    @Test
    void startsSmall() {
        assertEquals(128, expected.size());
        assertFalse(expected.filled());
    }

    @Test
    void isLargerThanTheLastRead() {
        expected.record(200, 1_000);
        assertEquals(256, expected.size());
        expected.record(256, 1_000);
        assertEquals(512, expected.size());
    }

    @Test
    void severalFullReadsCountAsOne() {
        expected.record(128, 128);
        assertTrue(expected.filled());
        expected.record(512, 512);
        expected.record(16_385 - 640, 32_768);
        assertFalse(expected.filled());
        assertEquals(32_768, expected.size());
    }

    @Test
    void shrinksAfterTwoSmallReads() {
        expected.record(16_385, 65_536);
        expected.record(1, 65_536);
        assertEquals(32_768, expected.size());
        expected.record(1, 65_536);
        assertEquals(128, expected.size());
    }

    @Test
    void staysLargeIfLargeAndSmallReadsAlternate() {
        for (int i = 0; i < 10; i++) {
            expected.record(16_401, 65_536);
            expected.record(61, 65_536);
            assertEquals(32_768, expected.size());
        }
    }

    @Test
    void doesNotOverflowIfEveryReadIsFull() {
        for (int i = 0; i < 100_000; i++) {
            expected.record(65_536, 65_536);
        }
        expected.record(1, 65_536);
        assertEquals(131_072, expected.size());
    }
}
