package dev.futurewire.internal.task;

import dev.futurewire.internal.callsite.CallSites;
import dev.futurewire.internal.future.FutureContext;
import dev.futurewire.observe.Awaiting;
import dev.futurewire.observe.Operation;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Implements {@link dev.futurewire.Futures#named}.
 *
 * @param <T> the type of the stage
 */
public final class NamedFuture<T extends @Nullable Object> extends StageFuture<T> {
    private final String name;
    private final long begun;
    private final @Nullable Object callSite = CallSites.capture();

    private NamedFuture(FutureContext context, String name) {
        super(context);
        this.name = name;
        begun = context.timer().now();
    }

    /**
     * Names a stage.
     *
     * @param context supplies the turn
     * @param name describes what the stage waits for
     * @param stage a stage of any class
     * @param <T> its type
     * @return a future of the stage's result
     */
    public static <T extends @Nullable Object> CompletableFuture<T> of(
            FutureContext context, String name, CompletionStage<T> stage) {
        NamedFuture<T> named = new NamedFuture<>(context, name);
        named.follow(stage);
        return named;
    }

    @Override
    protected Awaiting awaiting() {
        Duration since = Duration.ofNanos(turn().timer().now() - begun);
        return new Awaiting(Operation.NAMED, CallSites.resolve(callSite), since, null, 0, name, 0);
    }

    @Override
    protected String describe() {
        return name;
    }
}
