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

/** Implements {@link dev.futurewire.Futures#await(CompletionStage)}: blocks the calling thread until a stage completes. */
public final class BlockingWait {
    /** Time to wait, after the timeout, for a value that is being delivered: a second. */
    private static final long DELIVERY_NANOS = 1_000_000_000L;

    /** Interval between further attempts to withdraw the stage: a millisecond. */
    private static final long POLL_NANOS = 1_000_000L;

    private BlockingWait() {}

    /**
     * Waits for a stage.
     *
     * @param stage the stage
     * @param <T> the type of its value
     * @return its value
     * @throws Exception its failure
     */
    public static <T extends @Nullable Object> T await(CompletionStage<T> stage) throws Exception {
        return await(stage, Nanos.NEVER);
    }

    /**
     * Waits for a stage for a limited time.
     *
     * @param stage the stage
     * @param timeout the longest time to wait
     * @param <T> the type of its value
     * @return its value
     * @throws Exception its failure, or a TimeoutException
     */
    public static <T extends @Nullable Object> T await(CompletionStage<T> stage, Duration timeout) throws Exception {
        return await(stage, timeout.isNegative() ? 0 : Nanos.of(timeout));
    }

    private static <T extends @Nullable Object> T await(CompletionStage<T> stage, long nanos) throws Exception {
        CompletableFuture<T> future = CompletionStages.toFuture(stage);
        rejectOnLoopThread(future);
        BlockingCall.waits(future.isDone() ? null : stage);
        try {
            return nanos == Nanos.NEVER ? future.get() : future.get(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException interrupted) {
            if (!arrives(future, () -> withdrawn(stage, future))) {
                throw interrupted;
            }
            Thread.currentThread().interrupt();
        } catch (TimeoutException over) {
            if (!arrives(future, () -> timedOut(stage, future))
                    && !(future instanceof ChannelFuture<?> && future.isDone())) {
                throw over;
            }
        } catch (ExecutionException | CancellationException failed) {
            // Read below: what get() throws differs between releases of the JDK.
        } finally {
            BlockingCall.waits(null);
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

    /** Withdraws a stage; returns true if its result is available or arrives after all. */
    private static boolean arrives(CompletableFuture<?> future, BooleanSupplier withdraw) {
        boolean interrupted = false;
        long end = System.nanoTime() + DELIVERY_NANOS;
        try {
            while (!future.isDone()) {
                if (withdraw.getAsBoolean()) {
                    return false;
                }
                if (System.nanoTime() - end > 0) {
                    return false;
                }
                try {
                    future.get(POLL_NANOS, TimeUnit.NANOSECONDS);
                } catch (InterruptedException again) {
                    interrupted = true;
                } catch (TimeoutException | ExecutionException | CancellationException ignored) {
                    // Try again.
                }
            }
            return true;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Expires a channel future as {@code orTimeout} does; its failure counts as the connection's. */
    private static boolean timedOut(CompletionStage<?> stage, CompletableFuture<?> future) {
        return future instanceof ChannelFuture<?> ours
                ? ours.expire(null, false) && ours.isDone()
                : withdrawn(stage, future);
    }

    private static boolean withdrawn(CompletionStage<?> stage, CompletableFuture<?> future) {
        if (future instanceof ChannelFuture<?>) {
            return future.cancel(false);
        }
        // The follower before the stage of another class, so that it does not complete with the stage's cancellation.
        boolean cancelled = future.cancel(false);
        CompletionStages.cancel(stage);
        return cancelled;
    }

    /**
     * Returns the value of a complete future.
     *
     * @param future a complete future
     * @param <T> its type
     * @return the value
     * @throws Exception the failure of the future itself, not wrapped
     */
    public static <T extends @Nullable Object> T result(CompletableFuture<T> future) throws Exception {
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
