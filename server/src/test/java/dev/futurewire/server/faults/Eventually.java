package dev.futurewire.server.faults;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/** Waits for conditions, by a deadline. */
public final class Eventually {
    /** Long enough for a machine that is busy with other things. */
    public static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final long LOOK_NANOS = 500_000;

    private Eventually() {}

    /** Something that becomes true. */
    @FunctionalInterface
    public interface Condition {
        /** Whether it is true now. */
        boolean holds() throws Exception;
    }

    /** Waits until it is true; how long that took. */
    public static Duration until(String what, Condition condition) throws Exception {
        return within(PATIENCE, what, condition);
    }

    /** Waits until it is true, which must be soon enough; how long that took. */
    public static Duration within(Duration limit, String what, Condition condition) throws Exception {
        long begun = System.nanoTime();
        if (!happens(limit, condition)) {
            throw new AssertionError("did not come true within " + limit.toMillis() + " ms: " + what);
        }
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    /** Whether it becomes true in time. Also a way to watch for a while that something does not happen. */
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

    /** The value of a stage that ends normally. */
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
