package dev.futurewire;

import dev.futurewire.internal.channel.RepeatWhile;
import dev.futurewire.internal.channel.Retry;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
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
     * reset) or a host name that was not found ({@link java.nio.channels.UnresolvedAddressException}).
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
        return Retry.start(Objects.requireNonNull(attempt, "attempt"), Objects.requireNonNull(backoff, "backoff"));
    }
}
