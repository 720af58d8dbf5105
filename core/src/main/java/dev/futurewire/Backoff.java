package dev.futurewire;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How often something is tried again, and with which pauses: each is twice as long as the one before, up to a longest, and
 * half of each is left to chance, so that many clients of one server do not come back at the same moment. Immutable.
 *
 * @param first the first pause, more than zero
 * @param longest the longest pause, at least {@code first}
 * @param attempts how often it is tried in all, 1 or more; {@code Integer.MAX_VALUE} for no end
 * @see Futures#retry
 */
public record Backoff(Duration first, Duration longest, int attempts) {
    /** The first pause of {@link #attempts(int)}: 100 ms. */
    public static final Duration DEFAULT_FIRST = Duration.ofMillis(100);

    /** The longest pause of {@link #attempts(int)}: 30 s. */
    public static final Duration DEFAULT_LONGEST = Duration.ofSeconds(30);

    /** Checks the values. */
    public Backoff {
        Objects.requireNonNull(first, "first");
        Objects.requireNonNull(longest, "longest");
        if (first.isZero() || first.isNegative() || longest.compareTo(first) < 0) {
            throw new IllegalArgumentException(
                    "the pauses must be more than zero and not shrink: " + first + ", " + longest);
        }
        if (longest.compareTo(Duration.ofDays(365)) > 0) {
            throw new IllegalArgumentException("the longest pause must be a year at most, not " + longest);
        }
        if (attempts < 1) {
            throw new IllegalArgumentException("attempts must be at least 1, not " + attempts);
        }
    }

    /**
     * Pauses from 100 ms to 30 s.
     *
     * @param attempts how often it is tried in all
     * @return the back-off
     */
    public static Backoff attempts(int attempts) {
        return new Backoff(DEFAULT_FIRST, DEFAULT_LONGEST, attempts);
    }

    /**
     * The pause after so many failed attempts.
     *
     * @param failed 1 or more
     * @return between a half and the whole of {@code first} doubled {@code failed - 1} times, or of {@code longest}
     */
    public Duration pause(int failed) {
        long whole = first.toNanos();
        long most = longest.toNanos();
        for (int i = 1; i < failed && whole < most; i++) {
            whole *= 2; // a year of nanoseconds has room for it
        }
        whole = Math.min(whole, most);
        return Duration.ofNanos(whole - ThreadLocalRandom.current().nextLong(whole / 2 + 1));
    }
}
