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

/** Loops, retries and waiting for futures. */
public final class Futures {
    private Futures() {}

    /**
     * Repeats a step while its stage completes with {@code true}.
     *
     * <p>The loop uses constant stack and memory for any number of steps, whether or not they complete immediately. A
     * recursive chain of {@code thenCompose} calls does not: it retains 64 bytes for each step that does not complete
     * immediately, and, unless the futures are those of a channel, overflows the stack after a few thousand steps that
     * do.
     *
     * @param step starts a step. It is called on the calling thread first, and then on the thread that completes the
     *     previous step
     * @return completes when a step completes with {@code false}. Fails if a step fails, with its failure (for a {@link
     *     java.util.concurrent.CompletionException}, the cause), if {@code step} throws an exception, with that
     *     exception, and with {@link NullPointerException} if a stage or its value is null. If it is cancelled or times
     *     out, the loop ends and the current step is cancelled, which withdraws a pending read
     */
    public static CompletableFuture<Void> repeatWhile(Supplier<? extends CompletionStage<Boolean>> step) {
        return RepeatWhile.start(Objects.requireNonNull(step, "step"));
    }

    /**
     * Retries an operation that failed for a reason that may be temporary: {@link java.io.IOException} (connection
     * refused, timed out, reset) or {@link java.nio.channels.UnresolvedAddressException} (host not found). TLS failures
     * ({@link javax.net.ssl.SSLException}, also as a cause) are not retried: a certificate that is rejected once is
     * rejected again.
     *
     * <pre>{@code
     * Futures.retry(() -> AsyncChannel.connect(address), Backoff.attempts(10))
     * }</pre>
     *
     * @param attempt starts an attempt. It is called on the calling thread first, and then on a loop thread
     * @param backoff the number of attempts and the pauses between them
     * @param <T> the result's type
     * @return completes with the value of the first attempt that succeeds. Fails with the failure of the last attempt,
     *     with the first failure that is not retried, or with an exception that {@code attempt} throws. If it is
     *     cancelled or times out, the current attempt is cancelled and no further attempt is made
     */
    public static <T extends @Nullable Object> CompletableFuture<T> retry(
            Supplier<? extends CompletionStage<T>> attempt, Backoff backoff) {
        return retry(attempt, backoff, Retry::isTransient);
    }

    /**
     * Retries an operation that failed for a reason that the program considers temporary.
     *
     * @param attempt starts an attempt. It is called on the calling thread first, and then on a loop thread
     * @param backoff the number of attempts and the pauses between them
     * @param retryable decides whether to retry after a failure (for a {@link
     *     java.util.concurrent.CompletionException}, its cause). It is called on the thread that completes the attempt,
     *     but not for the last attempt. An exception that it throws counts as {@code false} and is added to the failure
     *     as a suppressed exception
     * @param <T> the result's type
     * @return completes with the value of the first attempt that succeeds. Fails with the failure of the last attempt,
     *     with the first failure that is not retryable, or with an exception that {@code attempt} throws. If it is
     *     cancelled or times out, the current attempt is cancelled and no further attempt is made
     */
    public static <T extends @Nullable Object> CompletableFuture<T> retry(
            Supplier<? extends CompletionStage<T>> attempt, Backoff backoff, Predicate<? super Throwable> retryable) {
        return Retry.start(
                Objects.requireNonNull(attempt, "attempt"),
                Objects.requireNonNull(backoff, "backoff"),
                Objects.requireNonNull(retryable, "retryable"));
    }

    /**
     * Blocks until a stage is complete. This is meant for virtual threads and for {@link ConnectionHandler#blocking}.
     *
     * <p>Unlike {@code get}, a wait that is interrupted withdraws the pending operation before it throws. A read that
     * is withdrawn consumes no bytes, and the next read receives them all. A stage of another library is cancelled if
     * it supports cancellation.
     *
     * @param stage the stage to wait for
     * @param <T> the type of the result
     * @return the value of the stage. If the thread is interrupted when the value is already available, the value is
     *     returned and the interrupt status of the thread is set
     * @throws InterruptedException if the thread is interrupted before the stage is complete
     * @throws java.util.concurrent.CancellationException if the stage is cancelled
     * @throws IllegalStateException if the stage is incomplete and this is called on a loop thread, which may be the
     *     thread that would complete the stage
     * @throws Exception if the stage fails: the failure itself, checked or unchecked, not wrapped in {@link
     *     java.util.concurrent.CompletionException} or {@link java.util.concurrent.ExecutionException}. An {@link
     *     Error} is thrown in the same way
     */
    public static <T extends @Nullable Object> T await(CompletionStage<T> stage) throws Exception {
        return BlockingWait.await(Objects.requireNonNull(stage, "stage"));
    }

    /**
     * Blocks until a stage is complete or a timeout has elapsed.
     *
     * <p>After the timeout the pending operation is withdrawn, as after an interrupt. (If {@code get(long, TimeUnit)}
     * times out, a read stays pending; it takes the next line, which is then lost.)
     *
     * @param stage the stage to wait for
     * @param timeout the maximum time to wait, of any length; if it is zero or negative, a stage that is incomplete
     *     times out immediately
     * @param <T> the type of the result
     * @return the value of the stage, as {@link #await(CompletionStage)} returns it. A value that arrives at the moment
     *     of the timeout is returned
     * @throws java.util.concurrent.TimeoutException if the timeout has elapsed before the stage is complete
     * @throws Exception as {@link #await(CompletionStage)} throws
     */
    public static <T extends @Nullable Object> T await(CompletionStage<T> stage, Duration timeout) throws Exception {
        return BlockingWait.await(Objects.requireNonNull(stage, "stage"), Objects.requireNonNull(timeout, "timeout"));
    }
}
