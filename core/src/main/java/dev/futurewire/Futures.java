package dev.futurewire;

import dev.futurewire.internal.future.BlockingWait;
import dev.futurewire.internal.future.RepeatWhile;
import dev.futurewire.internal.future.Retry;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Control flow over futures. */
public final class Futures {
    private Futures() {}

    /**
     * A while loop: runs {@code step} again and again for as long as its stage yields {@code true}.
     *
     * <p>Unlike a chain of {@code thenCompose} calls that ends in itself, it uses constant stack and constant memory
     * however many steps there are and whether or not they complete at once (such a chain retains 64 bytes for each step
     * that did not, and overflows the stack after some thousand that did, unless their futures are a channel's).
     *
     * @param step starts one step; called on the caller's thread first, then on the thread that completed the step
     *     before
     * @return completes when a step yields {@code false}; fails with the first failure of a step (its cause, where
     *     that is a {@link java.util.concurrent.CompletionException}), what {@code step} threw, or {@link
     *     NullPointerException} for a null stage or a null value. Cancelling it or timing it out stops the loop and
     *     cancels the step under way, so that a pending read is withdrawn
     */
    public static CompletableFuture<Void> repeatWhile(Supplier<? extends CompletionStage<Boolean>> step) {
        return RepeatWhile.start(Objects.requireNonNull(step, "step"));
    }

    /**
     * Tries again what failed for a reason that may pass: an {@link java.io.IOException} (connection refused, timed out,
     * reset) or a host name that was not found ({@link java.nio.channels.UnresolvedAddressException}). A failure of TLS
     * ({@link javax.net.ssl.SSLException}, also as a cause) is not such a reason: a certificate that is not trusted is not
     * trusted the next time either.
     *
     * <pre>{@code
     * Futures.retry(() -> AsyncChannel.connect(address), Backoff.attempts(10))
     * }</pre>
     *
     * @param attempt starts one attempt; called on the caller's thread first, then on a loop's
     * @param backoff how often in all, and with which pauses
     * @param <T> the result's type
     * @return the first success; fails with the last attempt's failure, with what {@code attempt} threw, or at once with a
     *     failure of another kind. Cancelling it or timing it out cancels the attempt under way and makes no other
     */
    public static <T extends @Nullable Object> CompletableFuture<T> retry(
            Supplier<? extends CompletionStage<T>> attempt, Backoff backoff) {
        return retry(attempt, backoff, Retry::isTransient);
    }

    /**
     * Tries again what failed for a reason that the program thinks may pass.
     *
     * @param attempt starts one attempt; called on the caller's thread first, then on a loop's
     * @param backoff how often in all, and with which pauses
     * @param retryable gets the failure of an attempt that is not the last one: its cause, where that is a {@link
     *     java.util.concurrent.CompletionException}. Called on the thread that completed the attempt. What it throws is
     *     added to the failure as suppressed, and counts as {@code false}
     * @param <T> the result's type
     * @return the first success; fails with the last attempt's failure, with what {@code attempt} threw, or at once with a
     *     failure that is not retryable. Cancelling it or timing it out cancels the attempt under way and makes no other
     */
    public static <T extends @Nullable Object> CompletableFuture<T> retry(
            Supplier<? extends CompletionStage<T>> attempt, Backoff backoff, Predicate<? super Throwable> retryable) {
        return Retry.start(
                Objects.requireNonNull(attempt, "attempt"),
                Objects.requireNonNull(backoff, "backoff"),
                Objects.requireNonNull(retryable, "retryable"));
    }

    /**
     * Waits for a stage, in the direct style: for virtual threads and for {@link ConnectionHandler#blocking}.
     *
     * <p>Unlike {@code get}, a wait that is interrupted withdraws what it waited for, before it throws: a read that is
     * withdrawn consumes no byte, and the next one gets them all. A stage of another library is cancelled, as far as it lets
     * itself be cancelled.
     *
     * @param stage any
     * @param <T> the result's type
     * @return the stage's value. Where the value has arrived when the thread is interrupted, the value: the thread's
     *     interrupt status is set then
     * @throws InterruptedException if the thread is interrupted before the stage is complete
     * @throws java.util.concurrent.CancellationException if the stage is cancelled
     * @throws IllegalStateException at once, on a loop thread, if the stage is not complete: it would wait for what only it
     *     can do
     * @throws Exception what the stage failed with: the cause itself, whether checked or not, not wrapped in a {@link
     *     java.util.concurrent.CompletionException} or {@link java.util.concurrent.ExecutionException}. An {@link Error} is
     *     thrown likewise
     */
    public static <T extends @Nullable Object> T await(CompletionStage<T> stage) throws Exception {
        return BlockingWait.await(Objects.requireNonNull(stage, "stage"));
    }

    /**
     * Waits for a stage for a limited time, in the direct style.
     *
     * <p>When the time is over, what the stage waits for is withdrawn as it is after an interrupt. (A wait by {@code
     * get(long, TimeUnit)} that times out leaves a read pending: it takes the next line, which is lost with it.)
     *
     * @param stage any
     * @param timeout how long at most; zero or less: not at all, what is not complete times out. However long it is, it does
     *     not overflow
     * @param <T> the result's type
     * @return as {@link #await(CompletionStage)}; a value that arrives just as the time is over wins
     * @throws java.util.concurrent.TimeoutException if the time is over and the stage is not complete
     * @throws Exception as {@link #await(CompletionStage)}
     */
    public static <T extends @Nullable Object> T await(CompletionStage<T> stage, Duration timeout) throws Exception {
        return BlockingWait.await(Objects.requireNonNull(stage, "stage"), Objects.requireNonNull(timeout, "timeout"));
    }
}
