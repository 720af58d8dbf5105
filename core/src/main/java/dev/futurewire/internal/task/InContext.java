package dev.futurewire.internal.task;

import dev.futurewire.internal.future.ChannelFuture;
import dev.futurewire.internal.future.FutureContext;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Starts futures in the context of the current thread. */
public final class InContext {
    private InContext() {}

    /**
     * Starts a future in the context of the current thread.
     *
     * @param description describes a completion on a loop, for the warning if it blocks the loop
     * @param start starts the future
     * @param <T> the type of the future
     * @return the future, or a failed one if no loop can be started
     */
    public static <T extends @Nullable Object> CompletableFuture<T> start(
            String description, Function<FutureContext, CompletableFuture<T>> start) {
        FutureContext context;
        try {
            context = FutureContext.current(description);
        } catch (UncheckedIOException noLoop) {
            return ChannelFuture.failed(null, Objects.requireNonNull(noLoop.getCause()));
        }
        return start.apply(context);
    }
}
