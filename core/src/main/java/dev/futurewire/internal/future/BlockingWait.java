package dev.futurewire.internal.future;

import dev.futurewire.internal.loop.LoopThread;
import dev.futurewire.internal.time.Nanos;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The waits behind {@link dev.futurewire.Futures#await(CompletionStage)}. */
public final class BlockingWait {
    /** How long a value that is just being handed on is waited for after the time is over: a second. */
    private static final long HANDED_ON_NANOS = 1_000_000_000L;

    /** How often it is looked whether it can be given up after all: each millisecond. */
    private static final long LOOK_NANOS = 1_000_000L;

    private BlockingWait() {}

    /**
     * Waits.
     *
     * @param stage any
     * @param <T> what it yields
     * @return its value
     * @throws Exception its failure
     */
    public static <T extends @Nullable Object> T await(CompletionStage<T> stage) throws Exception {
        return await(stage, Nanos.NEVER);
    }

    /**
     * Waits for a limited time.
     *
     * @param stage any
     * @param timeout how long
     * @param <T> what it yields
     * @return its value
     * @throws Exception its failure
     */
    public static <T extends @Nullable Object> T await(CompletionStage<T> stage, Duration timeout) throws Exception {
        return await(stage, timeout.isNegative() ? 0 : Nanos.of(timeout));
    }

    private static <T extends @Nullable Object> T await(CompletionStage<T> stage, long nanos) throws Exception {
        CompletableFuture<T> future = CompletionStages.toFuture(stage);
        rejectOnLoopThread(future);
        try {
            return nanos == Nanos.NEVER ? future.get() : future.get(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException interrupted) {
            if (!arrives(future, () -> givenUp(stage, future))) {
                throw interrupted;
            }
            Thread.currentThread().interrupt();
        } catch (TimeoutException over) {
            if (!arrives(future, () -> timedOut(stage, future))
                    && !(future instanceof ChannelFuture<?> && future.isDone())) {
                throw over;
            }
        } catch (ExecutionException | CancellationException failed) {
            // Which is asked for below: what get() throws differs from one release of the JDK to the next.
        }
        return result(future);
    }

    private static void rejectOnLoopThread(CompletableFuture<?> future) {
        if (future.isDone() || LoopThread.current() == null) {
            return;
        }
        if (future instanceof ChannelFuture<?> ours) {
            ours.rejectOnLoopThread("await");
        }
        throw ChannelFuture.blockingOnLoopThread("await", "a stage");
    }

    /** Gives a stage up, unless its result is there, or on its way here. */
    private static boolean arrives(CompletableFuture<?> future, BooleanSupplier giveUp) {
        boolean interrupted = false;
        long end = System.nanoTime() + HANDED_ON_NANOS;
        try {
            while (!future.isDone()) {
                if (giveUp.getAsBoolean()) {
                    return false;
                }
                if (System.nanoTime() - end > 0) {
                    return false;
                }
                try {
                    future.get(LOOK_NANOS, TimeUnit.NANOSECONDS);
                } catch (InterruptedException again) {
                    interrupted = true;
                } catch (TimeoutException | ExecutionException | CancellationException ignored) {
                    // Asked again.
                }
            }
            return true;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** A future of the library's fails as by {@code orTimeout}, with a failure of the connection's own. */
    private static boolean timedOut(CompletionStage<?> stage, CompletableFuture<?> future) {
        return future instanceof ChannelFuture<?> ours
                ? ours.expire(null, false) && ours.isDone()
                : givenUp(stage, future);
    }

    private static boolean givenUp(CompletionStage<?> stage, CompletableFuture<?> future) {
        if (future instanceof ChannelFuture<?>) {
            return future.cancel(false);
        }
        // What follows a stage of another class first: it must not take the cancellation for the stage's result.
        boolean cancelled = future.cancel(false);
        CompletionStages.cancel(stage);
        return cancelled;
    }

    private static <T extends @Nullable Object> T result(CompletableFuture<T> future) throws Exception {
        Throwable failure = future.isCompletedExceptionally()
                ? future.handle((value, thrown) -> thrown).join()
                : null;
        if (failure == null) {
            return future.join();
        }
        Throwable cause = failure;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof Exception exception) {
            throw exception;
        }
        if (cause instanceof Error error) {
            throw error;
        }
        throw new ExecutionException(cause);
    }
}
