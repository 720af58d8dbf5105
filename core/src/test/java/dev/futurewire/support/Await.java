package dev.futurewire.support;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for futures and conditions, with a time limit. */
public final class Await {
    /** Long enough for a slow machine. */
    public static final Duration PATIENCE = Duration.ofSeconds(10);

    private Await() {}

    /** The value of a stage that must end normally. */
    public static <T> T value(CompletionStage<T> stage) {
        return value(stage, PATIENCE);
    }

    /** The value of a stage that must end normally, in time. */
    public static <T> T value(CompletionStage<T> stage, Duration within) {
        try {
            return stage.toCompletableFuture().get(within.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | CancellationException e) {
            throw new AssertionError("should have ended normally", e);
        } catch (TimeoutException e) {
            throw new AssertionError("still pending after " + within, e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** The value of a stage that must end normally; otherwise the failure has a description of the situation. */
    public static <T> T value(CompletionStage<T> stage, Supplier<String> situation) {
        try {
            return value(stage);
        } catch (AssertionError failure) {
            throw new AssertionError(failure.getMessage() + ": " + situation.get(), failure);
        }
    }

    /** The failure of a stage that must fail; the cause of a {@link CompletionException}. */
    public static Throwable failure(CompletionStage<?> stage) {
        try {
            Object value = stage.toCompletableFuture().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            throw new AssertionError("should have failed, but has the value " + value);
        } catch (CancellationException e) {
            return e;
        } catch (ExecutionException e) {
            return cause(e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            throw new AssertionError("still pending after " + PATIENCE, e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** Waits until a condition holds. */
    public static void until(String what, BooleanSupplier condition) {
        if (!happens(condition, PATIENCE)) {
            throw new AssertionError("did not come true within " + PATIENCE + ": " + what);
        }
    }

    /** As {@link #until}, but spins first: for conditions that take microseconds and are awaited a hundred thousand times. */
    public static void quickly(String what, BooleanSupplier condition) {
        for (int i = 0; i < 10_000; i++) {
            if (condition.getAsBoolean()) {
                return;
            }
            Thread.onSpinWait();
        }
        until(what, condition);
    }

    /** Whether a condition comes true in time. */
    public static boolean happens(BooleanSupplier condition, Duration within) {
        long deadline = System.nanoTime() + within.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                return condition.getAsBoolean();
            }
            LockSupport.parkNanos(50_000);
        }
        return true;
    }

    /** Sleeps. For pauses in the data of a case, and for checking that something does not happen. */
    public static void pause(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static Throwable cause(Throwable failure) {
        Throwable cause = failure.getCause();
        return failure instanceof CompletionException && cause != null ? cause : failure;
    }

    private static AssertionError interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new AssertionError("interrupted", e);
    }
}
