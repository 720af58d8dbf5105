package dev.futurewire;

import dev.futurewire.internal.channel.RepeatWhile;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Control flow over futures. */
public final class Futures {
    private Futures() {}

    /**
     * A while loop: runs {@code step} again and again for as long as its stage yields {@code true}.
     *
     * <p>Unlike a chain of {@code thenCompose} calls that ends in itself, it uses constant stack and constant memory
     * however many steps there are and whether or not they complete at once (such a chain overflows the stack after
     * some thousand completed steps and retains 64 bytes for each that was not).
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
}
