package dev.futurewire;

import java.time.Duration;

/** Argument checks that the options' builders share. Each returns the value it was given. */
final class OptionChecks {
    private OptionChecks() {}

    static int atLeast(int least, int value, String name) {
        return (int) atLeast((long) least, value, name);
    }

    static long atLeast(long least, long value, String name) {
        if (value < least) {
            throw new IllegalArgumentException(name + " must be at least " + least + ", not " + value);
        }
        return value;
    }

    static Duration positive(Duration value, String name) {
        if (value.isZero() || value.isNegative()) {
            throw new IllegalArgumentException(name + " must be more than zero, not " + value);
        }
        return value;
    }
}
