package dev.futurewire.internal.task;

import dev.futurewire.internal.future.CompletionStages;
import dev.futurewire.internal.future.FutureContext;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A future that completes as one stage does.
 *
 * @param <T> the type of the stage
 */
class StageFuture<T extends @Nullable Object> extends TaskFuture<T> {
    private final Body body = new Body();

    StageFuture(FutureContext context) {
        super(context);
    }

    /** Starts the stage. Not for a future that the program has already. */
    final void begin(Supplier<? extends CompletionStage<T>> supplier) {
        body.start(supplier);
        started();
    }

    /** Waits for a stage that exists. Not for a future that the program has already. */
    final void follow(CompletionStage<T> stage) {
        body.follow(stage);
        started();
    }

    @Override
    final List<Withdrawable> branches() {
        return List.of(body);
    }

    @Override
    protected final boolean mayHoldResource() {
        return CompletionStages.isResource(body.stage());
    }

    @Override
    protected final void discard() {
        CompletionStages.discard(body.stage());
    }

    @Override
    public final boolean hasEnded() {
        return body.hasEnded();
    }

    /**
     * Called when the stage has ended, before this future completes, or after it was withdrawn.
     *
     * @param failure the failure, or null
     */
    void stageEnded(@Nullable Throwable failure) {}

    private final class Body extends Branch<T> {
        @Override
        void succeeded(T value) {
            stageEnded(null);
            decide(value);
        }

        @Override
        void failed(Throwable failure) {
            stageEnded(failure);
            decideFailure(failure);
        }

        @Override
        void endedWithdrawn(@Nullable Throwable failure) {
            stageEnded(failure);
        }
    }
}
