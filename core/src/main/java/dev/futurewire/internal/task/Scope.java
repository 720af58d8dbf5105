package dev.futurewire.internal.task;

import dev.futurewire.internal.future.FutureContext;
import dev.futurewire.internal.time.Nanos;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Implements {@link dev.futurewire.Futures#timeout}.
 *
 * @param <T> the type of the result
 */
public final class Scope<T extends @Nullable Object> extends StageFuture<T> {
    private Scope(FutureContext context) {
        super(context);
    }

    /**
     * Starts a body with a timeout.
     *
     * @param context supplies the timer and the turn
     * @param time the timeout
     * @param body starts a stage
     * @param <T> the type of the stage
     * @return a future of the stage's result
     */
    public static <T extends @Nullable Object> CompletableFuture<T> start(
            FutureContext context, Duration time, Supplier<? extends CompletionStage<T>> body) {
        Scope<T> scope = new Scope<>(context);
        long nanos = time.isNegative() ? 0 : Nanos.of(time);
        long begun = context.timer().now();
        scope.begin(body);
        if (!scope.isDone()) {
            scope.startTimeout(nanos - (context.timer().now() - begun), null);
        }
        return scope;
    }

    @Override
    protected String describe() {
        return "the body of a timeout";
    }
}
