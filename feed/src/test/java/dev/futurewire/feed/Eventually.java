package dev.futurewire.feed;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waits for conditions, with a deadline. */
final class Eventually {
    /** Long enough for a busy machine. */
    static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final long LOOK_NANOS = 500_000;

    private Eventually() {}

    /** A condition to wait for. */
    @FunctionalInterface
    interface Condition {
        /** Returns whether the condition holds now. */
        boolean holds() throws Exception;
    }

    /** Waits until a condition holds; returns how long that took. */
    static Duration until(String what, Condition condition) throws Exception {
        return within(PATIENCE, what, condition);
    }

    /** Waits until a condition holds, which must be within a limit; returns how long that took. */
    static Duration within(Duration limit, String what, Condition condition) throws Exception {
        long begun = System.nanoTime();
        if (!happens(limit, condition)) {
            throw new AssertionError("did not come true within " + limit.toMillis() + " ms: " + what);
        }
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    /**
     * Returns whether a condition holds within a limit. Can also be used to check that something does not happen for a while.
     */
    static boolean happens(Duration limit, Condition condition) throws Exception {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() - deadline > 0) {
                return condition.holds();
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
        return true;
    }
}
