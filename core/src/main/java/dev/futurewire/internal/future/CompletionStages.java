package dev.futurewire.internal.future;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Access to stages supplied by programs, of whatever class.
 *
 * <h2>Theory of operation</h2>
 *
 * <p>The contract of {@code CompletionStage} covers attaching functions, not inspecting the result. Only futures of this
 * library and instances of exactly {@code CompletableFuture} can be asked whether they are complete: a subclass may throw from
 * every such method, as the JDK's minimal stages do, and {@code toCompletableFuture} may throw or return a new future with
 * each call. Stages of all other classes are observed by attaching a function.
 */
public final class CompletionStages {
    private CompletionStages() {}

    /** Returns the channel future behind a stage, or null if the stage is of another class. */
    static <T extends @Nullable Object> @Nullable ChannelFuture<T> unwrap(@Nullable CompletionStage<T> stage) {
        if (stage instanceof ChannelFuture<T> future) {
            return future;
        }
        return stage instanceof MinimalStage<T> minimal ? minimal.future() : null;
    }

    /** Returns the stage as a future whose state can be inspected, or null if it cannot. */
    static <T extends @Nullable Object> @Nullable CompletableFuture<T> inspectable(CompletionStage<T> stage) {
        if (stage instanceof ChannelFuture<T> future) {
            return future;
        }
        return stage.getClass() == CompletableFuture.class ? (CompletableFuture<T>) stage : null;
    }

    /** Returns a future that {@code CompletableFuture} can combine or compose: the stage itself, or one that follows it. */
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

    /** Cancels a stage, if it supports cancellation. */
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
                // Neither toCompletableFuture nor cancel has to be supported.
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
     * Withdraws a stage that a program's function has returned and runs the resulting action.
     *
     * @param stage the stage
     */
    public static void giveUp(CompletionStage<?> stage) {
        withdraw(stage).run();
    }

    /**
     * Withdraws a stage: a channel future at once, a stage of another class by the returned action.
     *
     * @param stage the stage
     * @return as {@link ChannelFuture#withdraw}
     */
    public static Runnable withdraw(CompletionStage<?> stage) {
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
