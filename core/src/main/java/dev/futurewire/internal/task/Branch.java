package dev.futurewire.internal.task;

import dev.futurewire.internal.future.ChannelFuture;
import dev.futurewire.internal.future.CompletionStages;
import dev.futurewire.internal.future.FutureContext;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A stage that a {@link TaskFuture} starts and waits for.
 *
 * <h2>Theory of operation</h2>
 *
 * <p>The result of the stage and a withdrawal compete for the state. A stage of this library is withdrawn first: if its result
 * is being delivered, it refuses, and the result wins. A stage of another class cannot be asked, so the withdrawal takes the
 * state and then cancels the stage. So it does with a stage whose value has to be closed. A value that arrives after a
 * withdrawal is discarded.
 *
 * <p>A withdrawal may find that the stage is still being started. Then either it sees the stage, or the starting side sees the
 * withdrawal after it has published the stage, and gives it up.
 *
 * @param <T> the type of the stage
 */
abstract class Branch<T extends @Nullable Object> implements BiConsumer<T, @Nullable Throwable>, Withdrawable {
    private static final int WAITING = 0;
    private static final int ENDED = 1;
    private static final int WITHDRAWN = 2;

    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(Branch.class, "state", int.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private volatile int state;
    private volatile @Nullable CompletionStage<T> stage;

    /** Calls the supplier, unless this has been withdrawn, and waits for its stage. */
    final void start(Supplier<? extends CompletionStage<T>> supplier) {
        if (state != WAITING) {
            endedWithdrawn(null);
            return;
        }
        CompletionStage<T> started;
        try {
            started = Objects.requireNonNull(supplier.get(), "a function returned null, not a stage");
        } catch (Throwable thrown) {
            if (STATE.compareAndSet(this, WAITING, ENDED)) {
                notStarted(thrown);
            } else {
                endedWithdrawn(thrown);
            }
            return;
        }
        follow(started);
    }

    /** Waits for a stage. */
    final void follow(CompletionStage<T> started) {
        stage = started;
        if (state != WAITING) {
            CompletionStages.giveUp(started);
        }
        try {
            CompletionStages.observe(started, this);
        } catch (Throwable thrown) {
            // A stage of a foreign class that rejects dependents.
            end(thrown);
        }
    }

    /** Called when the stage has completed. */
    @Override
    public final void accept(T value, @Nullable Throwable failure) {
        if (failure != null) {
            end(failure);
        } else if (STATE.compareAndSet(this, WAITING, ENDED)) {
            succeeded(value);
        } else {
            CompletionStages.discard(stage);
            endedWithdrawn(null);
        }
    }

    private void end(Throwable failure) {
        Throwable cause = ChannelFuture.cause(failure);
        if (STATE.compareAndSet(this, WAITING, ENDED)) {
            failed(cause);
        } else {
            endedWithdrawn(cause);
        }
    }

    /** Called when the stage has completed with a value, unless this has been withdrawn. */
    abstract void succeeded(T value);

    /** Called when the supplier has thrown an exception or returned null, unless this has been withdrawn. */
    void notStarted(Throwable thrown) {
        failed(thrown);
    }

    /** Called when the stage has failed, unless this has been withdrawn. */
    abstract void failed(Throwable failure);

    /**
     * Called when the stage has completed after this has been withdrawn.
     *
     * @param failure the failure, or null
     */
    void endedWithdrawn(@Nullable Throwable failure) {}

    @Override
    public final @Nullable CompletionStage<T> stage() {
        return stage;
    }

    @Override
    public final boolean hasEnded() {
        return state == ENDED;
    }

    @Override
    public final @Nullable Runnable tryWithdraw() {
        if (state != WAITING) {
            return state == ENDED ? ChannelFuture.TOO_LATE : null;
        }
        CompletionStage<T> waited = stage;
        Runnable after = ChannelFuture.NOTHING;
        if (waited != null && CompletionStages.unwrap(waited) != null && !CompletionStages.isResource(waited)) {
            after = CompletionStages.withdraw(waited);
            if (after == ChannelFuture.TOO_LATE) {
                return after;
            }
        }
        if (!STATE.compareAndSet(this, WAITING, WITHDRAWN)) {
            after.run();
            return state == ENDED ? ChannelFuture.TOO_LATE : null;
        }
        if (after == ChannelFuture.NOTHING) {
            CompletionStage<T> published = stage;
            if (published != null) {
                CompletionStages.giveUp(published);
                CompletionStages.discard(published);
            }
        }
        return after;
    }

    @Override
    public final void addConnections(Set<FutureContext> connections) {
        CompletionStages.addConnections(stage, connections);
    }
}
