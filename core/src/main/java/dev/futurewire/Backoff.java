package dev.futurewire;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/**
 * Exponential backoff: the number of attempts and the pauses between them. Each pause is twice as long as the previous
 * one, up to a maximum. A random part of up to one half is subtracted, so that the clients of one server do not all
 * reconnect at the same time. Immutable.
 *
 * @param first the first pause, more than zero
 * @param longest the longest pause, at least {@code first} and at most 365 days
 * @param attempts the total number of attempts, 1 or more; {@code Integer.MAX_VALUE} for no limit
 * @see Futures#retry
 */
public record Backoff(Duration first, Duration longest, int attempts) {
    /** The first pause of {@link #attempts(int)}: 100 ms. */
    public static final Duration DEFAULT_FIRST = Duration.ofMillis(100);

    /** The longest pause of {@link #attempts(int)}: 30 s. */
    public static final Duration DEFAULT_LONGEST = Duration.ofSeconds(30);

    /**
     * Creates a backoff.
     *
     * @param first the first pause, more than zero
     * @param longest the longest pause, at least {@code first} and at most 365 days
     * @param attempts the total number of attempts, 1 or more; {@code Integer.MAX_VALUE} for no limit
     * @throws IllegalArgumentException if a value is out of range
     */
    public Backoff {
        Objects.requireNonNull(first, "first");
        Objects.requireNonNull(longest, "longest");
        if (first.isZero() || first.isNegative() || longest.compareTo(first) < 0) {
            throw new IllegalArgumentException(
                    "first must be more than zero and longest at least first, not " + first + " and " + longest);
        }
        if (longest.compareTo(Duration.ofDays(365)) > 0) {
            throw new IllegalArgumentException("longest must be at most 365 days, not " + longest);
        }
        if (attempts < 1) {
            throw new IllegalArgumentException("attempts must be at least 1, not " + attempts);
        }
    }

    /**
     * Returns a backoff with pauses from {@link #DEFAULT_FIRST} to {@link #DEFAULT_LONGEST}.
     *
     * @param attempts the total number of attempts, 1 or more
     * @return the backoff
     */
    public static Backoff attempts(int attempts) {
        return new Backoff(DEFAULT_FIRST, DEFAULT_LONGEST, attempts);
    }

    /**
     * Returns a random pause to make after a number of failed attempts.
     *
     * @param failed the number of failed attempts so far, 1 or more
     * @return between half and all of the lesser of {@code longest} and {@code first} doubled {@code failed - 1} times
     */
    public Duration pause(int failed) {
        return pause(failed, ThreadLocalRandom.current());
    }

    /**
     * Returns a pause as {@link #pause(int)} does, with the given source of randomness.
     *
     * @param failed the number of failed attempts so far, 1 or more
     * @param random supplies the random part
     * @return the pause
     */
    public Duration pause(int failed, RandomGenerator random) {
        long whole = first.toNanos();
        long most = longest.toNanos();
        for (int i = 1; i < failed && whole < most; i++) {
            whole *= 2; // cannot overflow: most is at most a year
        }
        whole = Math.min(whole, most);
        return Duration.ofNanos(whole - random.nextLong(whole / 2 + 1));
    }
}
