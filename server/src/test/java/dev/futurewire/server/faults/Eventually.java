package dev.futurewire.server.faults;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/** Waits for conditions, with a deadline. */
public final class Eventually {
    /** Long enough for a busy machine. */
    public static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final long LOOK_NANOS = 500_000;

    private Eventually() {}

    /** A condition to wait for. */
    @FunctionalInterface
    public interface Condition {
        /** Returns whether the condition holds now. */
        boolean holds() throws Exception;
    }

    /** Waits until a condition holds; returns how long that took. */
    public static Duration until(String what, Condition condition) throws Exception {
        return within(PATIENCE, what, condition);
    }

    /** Waits until a condition holds, which must be within a limit; returns how long that took. */
    public static Duration within(Duration limit, String what, Condition condition) throws Exception {
        long begun = System.nanoTime();
        if (!happens(limit, condition)) {
            throw new AssertionError("did not come true within " + limit.toMillis() + " ms: " + what);
        }
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    /**
     * Returns whether a condition holds within a limit. Can also be used to check that something does not happen for a while.
     */
    public static boolean happens(Duration limit, Condition condition) throws Exception {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() - deadline > 0) {
                return condition.holds();
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
        return true;
    }

    /** Waits for a stage to complete normally and returns its value. */
    static <T> T value(CompletionStage<T> stage) throws InterruptedException {
        try {
            return stage.toCompletableFuture().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException failed) {
            throw new AssertionError("should have ended normally", failed.getCause());
        } catch (TimeoutException pending) {
            throw new AssertionError("still pending after " + PATIENCE, pending);
        }
    }
}
