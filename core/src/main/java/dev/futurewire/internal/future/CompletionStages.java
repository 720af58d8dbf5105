package dev.futurewire.internal.future;

import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;
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

    /**
     * Returns the channel future behind a stage.
     *
     * @param stage a stage of any class, or null
     * @param <T> its type
     * @return the future, or null if the stage is of another class
     */
    public static <T extends @Nullable Object> @Nullable ChannelFuture<T> unwrap(@Nullable CompletionStage<T> stage) {
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

    /**
     * Returns the number of the connection that a stage is a future of.
     *
     * @param stage a stage of any class
     * @return the number, or 0 if it belongs to no connection or if that is unknown
     */
    public static long connection(CompletionStage<?> stage) {
        ChannelFuture<?> known = unwrap(stage);
        FutureContext context = known == null ? null : known.context();
        return context == null ? 0 : context.id();
    }

    /**
     * Returns a future that {@code CompletableFuture} can combine or compose.
     *
     * @param stage a stage of any class
     * @param <T> its type
     * @return the stage itself, or a future that follows it
     */
    public static <T extends @Nullable Object> CompletableFuture<T> toFuture(CompletionStage<T> stage) {
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

    /**
     * Calls an action with the result of a stage. The value of a {@link ResourceFuture} does not count as received by this.
     *
     * @param stage a stage of any class
     * @param action receives the value or the failure, as with {@code whenComplete}; must not throw
     * @param <T> the stage's type
     */
    public static <T extends @Nullable Object> void observe(
            CompletionStage<T> stage, BiConsumer<? super T, ? super Throwable> action) {
        if (unwrap(stage) instanceof ResourceFuture<T> resource) {
            resource.whenDone(action);
        } else {
            SingleListenerFuture.whenComplete(stage, action);
        }
    }

    /**
     * Returns whether the value of a stage has to be closed if it is not received.
     *
     * @param stage a stage of any class, or null
     * @return true for a {@link ResourceFuture} that may hold such a value
     */
    public static boolean isResource(@Nullable CompletionStage<?> stage) {
        return unwrap(stage) instanceof ResourceFuture<?> resource && resource.mayHoldResource();
    }

    /**
     * Closes the value of a stage, now or when it arrives, if it has to be closed and has not been received.
     *
     * @param stage a stage of any class, or null
     */
    public static void discard(@Nullable CompletionStage<?> stage) {
        if (unwrap(stage) instanceof ResourceFuture<?> resource) {
            resource.abandon();
        }
    }

    /**
     * Adds the connections that a stage waits for.
     *
     * @param stage a stage of any class, or null
     * @param connections receives their contexts
     */
    public static void addConnections(@Nullable CompletionStage<?> stage, Set<FutureContext> connections) {
        ChannelFuture<?> known = unwrap(stage);
        if (known != null && !known.isDone()) {
            known.addConnections(connections);
        }
    }

    /**
     * Cancels a stage, if it supports cancellation.
     *
     * @param stage a stage of any class
     */
    public static void cancel(CompletionStage<?> stage) {
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
     * @param stage a stage of any class
     */
    public static void giveUp(CompletionStage<?> stage) {
        withdraw(stage).run();
    }

    /**
     * Withdraws a stage: a channel future at once, a stage of another class by the returned action.
     *
     * @param stage a stage of any class
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
