package dev.futurewire.internal.time;

import java.time.Duration;

/** Durations in nanoseconds. */
public final class Nanos {
    /** No limit. */
    public static final long NEVER = Long.MAX_VALUE;

    private static final Duration HUNDRED_YEARS = Duration.ofDays(36_500);

    private Nanos() {}

    /**
     * Converts a duration.
     *
     * @param limit the duration
     * @return nanoseconds, or {@link #NEVER} for a hundred years or more
     */
    public static long of(Duration limit) {
        return limit.compareTo(HUNDRED_YEARS) >= 0 ? NEVER : limit.toNanos();
    }
}
