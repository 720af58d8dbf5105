package dev.futurewire.internal.future;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * The stages that a program hands over, of whatever class.
 *
 * <h2>Theory of operation</h2>
 *
 * <p>A {@code CompletionStage} promises no more than to call what is attached to it. Whether it is complete, and with what,
 * can be asked only of futures whose methods are known: those of the library, and those whose class is {@code
 * CompletableFuture} itself. A subclass may refuse every question, as the JDK's own minimal stages do; {@code
 * toCompletableFuture} may refuse too, or return a new future with each call. Everything else is therefore attached to.
 */
final class CompletionStages {
    private CompletionStages() {}

    /** The library's future behind a stage; null if the stage is of another kind. */
    static <T extends @Nullable Object> @Nullable ChannelFuture<T> unwrap(@Nullable CompletionStage<T> stage) {
        if (stage instanceof ChannelFuture<T> future) {
            return future;
        }
        return stage instanceof MinimalStage<T> minimal ? minimal.future() : null;
    }

    /** The stage as a future that may be asked whether it is complete; null if it may not. */
    static <T extends @Nullable Object> @Nullable CompletableFuture<T> inspectable(CompletionStage<T> stage) {
        if (stage instanceof ChannelFuture<T> future) {
            return future;
        }
        return stage.getClass() == CompletableFuture.class ? (CompletableFuture<T>) stage : null;
    }

    /** The stage as a future that the JDK's own futures may wait for: itself, or one that follows it. */
    static <T extends @Nullable Object> CompletableFuture<T> toFuture(CompletionStage<T> stage) {
        CompletableFuture<T> known = inspectable(stage);
        if (known != null) {
            return known;
        }
        ChannelFuture<T> minimal = unwrap(stage);
        if (minimal != null) {
            return minimal;
        }
        CompletableFuture<T> following = new CompletableFuture<>();
        stage.whenComplete((value, failure) -> {
            if (failure != null) {
                following.completeExceptionally(failure);
            } else {
                following.complete(value);
            }
        });
        return following;
    }

    /** Cancels a stage as far as it lets itself be cancelled. */
    static void cancel(CompletionStage<?> stage) {
        ChannelFuture<?> known = unwrap(stage);
        if (known != null) {
            known.cancel(false);
            return;
        }
        if (!(stage instanceof Future<?> future && cancelled(future))) {
            try {
                stage.toCompletableFuture().cancel(false);
            } catch (RuntimeException refused) {
                // A stage need not have a future, nor be cancelled.
            }
        }
    }

    private static boolean cancelled(Future<?> future) {
        try {
            future.cancel(false);
            return true;
        } catch (RuntimeException refused) {
            return false;
        }
    }

    /**
     * Gives up a stage that a function of the program's has returned: what it waits for ends first, so that the actions
     * attached to that run.
     */
    static void giveUp(CompletionStage<?> stage) {
        withdraw(stage).run();
    }

    /**
     * Gives up a stage: a future of the library's at once, any other one by the returned action.
     *
     * @return as {@link ChannelFuture#withdraw}
     */
    static Runnable withdraw(CompletionStage<?> stage) {
        ChannelFuture<?> known = unwrap(stage);
        if (known == null) {
            CompletableFuture<?> plain = inspectable(stage);
            return plain != null && plain.isDone() ? ChannelFuture.TOO_LATE : () -> cancel(stage);
        }
        if (known.isDone()) {
            return ChannelFuture.TOO_LATE;
        }
        Runnable after = known.withdraw();
        return after == ChannelFuture.TOO_LATE
                ? after
                : () -> {
                    after.run();
                    known.reject(new CancellationException());
                };
    }
}
