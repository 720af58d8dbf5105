package dev.futurewire.internal.task;

import dev.futurewire.internal.future.ChannelFuture;
import dev.futurewire.internal.future.CompletionStages;
import dev.futurewire.internal.future.FutureContext;
import dev.futurewire.internal.future.SingleListenerFuture;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Future of {@code AsyncSemaphore.with}: acquires a permit, runs the body, and releases the permit when the body's stage has
 * ended. If this future is withdrawn, so is the acquire or the body's stage; the permit of a stage that does not end when it is
 * cancelled stays acquired until it does, because its work goes on.
 *
 * <p>The permit belongs to this future from {@link #enter} on, and {@link #leave} releases it. This future completes after
 * that.
 *
 * @param <T> the type of the result
 */
final class SemaphoreSection<T extends @Nullable Object> extends ChannelFuture<T> {
    private static final VarHandle PHASE;

    static {
        try {
            PHASE = MethodHandles.lookup().findVarHandle(SemaphoreSection.class, "phase", Phase.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    /** Each but the last two is followed by the next or by {@code WITHDRAWN}. */
    private enum Phase {
        /** Waits for the permit. */
        ACQUIRING,
        /** The body is called. */
        STARTING,
        /** The body's stage is pending. */
        RUNNING,
        /** The result is known; this future is complete, or its context's turn completes it. */
        ENDED,
        /** Given up: this future is completed by what gave it up. */
        WITHDRAWN
    }

    private final SemaphoreCore semaphore;
    private final Supplier<? extends CompletionStage<T>> body;
    private final AtomicBoolean left = new AtomicBoolean();
    private volatile Phase phase = Phase.ACQUIRING;

    /** Set before another thread can know this future. */
    private volatile @Nullable SemaphoreAcquire acquire;

    /** The body's stage. Written before {@code RUNNING}. */
    private @Nullable CompletionStage<T> stage;

    /** The thread that calls {@code with}; null after that call. */
    private volatile @Nullable Thread starter;

    SemaphoreSection(FutureContext context, SemaphoreCore semaphore, Supplier<? extends CompletionStage<T>> body) {
        super(context);
        this.semaphore = semaphore;
        this.body = body;
    }

    void start() {
        starter = Thread.currentThread();
        try {
            SemaphoreAcquire permit = Waiter.begun(semaphore.acquire(turn()));
            acquire = permit;
            // Called only with a permit: acquire fails only if this future withdraws it.
            permit.thenRun(this::enter);
        } finally {
            starter = null;
        }
    }

    private FutureContext turn() {
        return Objects.requireNonNull(context());
    }

    /** Called when the permit has been acquired. */
    private void enter() {
        if (!next(Phase.ACQUIRING, Phase.STARTING)) {
            leave();
            return;
        }
        CompletionStage<T> started;
        try {
            started = Objects.requireNonNull(body.get(), "the body of with returned null");
        } catch (Throwable thrown) {
            leave();
            failed(Phase.STARTING, thrown);
            return;
        }
        stage = started;
        boolean running = next(Phase.STARTING, Phase.RUNNING);
        try {
            SingleListenerFuture.whenComplete(started, this::ended);
        } catch (Throwable thrown) {
            // A stage of a foreign class that rejects dependents.
            leave();
            failed(Phase.RUNNING, thrown);
            return;
        }
        if (!running) {
            CompletionStages.giveUp(started);
        }
    }

    private boolean next(Phase from, Phase to) {
        return PHASE.compareAndSet(this, from, to);
    }

    /** Releases the permit, once. */
    private void leave() {
        if (left.compareAndSet(false, true)) {
            semaphore.giveBack();
        }
    }

    /** Called when the body's stage has ended. */
    private void ended(T value, @Nullable Throwable thrown) {
        leave();
        if (thrown != null) {
            failed(Phase.RUNNING, cause(thrown));
        } else if (next(Phase.RUNNING, Phase.ENDED)) {
            finish(() -> resolve(value));
        }
    }

    private void failed(Phase from, Throwable thrown) {
        if (next(from, Phase.ENDED)) {
            finish(() -> reject(thrown));
        }
    }

    /** Completes this future in its turn: the body's stage may have ended on any thread. */
    private void finish(Runnable completion) {
        if (Thread.currentThread() == starter || WaiterContext.isCurrent(turn())) {
            completion.run();
        } else {
            turn().dispatch(completion);
        }
    }

    @Override
    protected void sources(Consumer<CompletionStage<?>> receiver) {
        SemaphoreAcquire permit = acquire;
        if (permit != null) {
            receiver.accept(permit);
        }
        CompletionStage<T> running = phase == Phase.RUNNING ? stage : null;
        if (running != null) {
            receiver.accept(running);
        }
    }

    /**
     * Withdraws the acquire or the body's stage before this future completes. This future does not complete with their
     * cancellation, because it is in phase {@code WITHDRAWN} by then.
     */
    @Override
    protected Runnable withdraw() {
        while (true) {
            switch (phase) {
                case ACQUIRING -> {
                    if (next(Phase.ACQUIRING, Phase.WITHDRAWN)) {
                        // If it is too late for this, enter() releases the permit.
                        Objects.requireNonNull(acquire).withdraw().run();
                        return this::withdrawn;
                    }
                }
                case STARTING -> {
                    if (next(Phase.STARTING, Phase.WITHDRAWN)) {
                        return this::withdrawn;
                    }
                }
                case RUNNING -> {
                    Runnable after = CompletionStages.withdraw(Objects.requireNonNull(stage));
                    if (after == TOO_LATE) {
                        return TOO_LATE;
                    }
                    if (next(Phase.RUNNING, Phase.WITHDRAWN)) {
                        after.run();
                        return this::withdrawn;
                    }
                }
                case ENDED -> {
                    return isDone() ? NOTHING : TOO_LATE;
                }
                case WITHDRAWN -> {
                    return NOTHING;
                }
            }
        }
    }

    /** Has no effect unless a derived stage was withdrawn, which leaves this future incomplete. */
    private void withdrawn() {
        reject(new CancellationException("withdrawn by a derived stage"));
    }

    @Override
    protected boolean delivering() {
        return phase == Phase.ENDED && !isDone();
    }

    @Override
    public boolean complete(T value) {
        return completeByProgram(() -> resolve(value));
    }

    @Override
    public boolean completeExceptionally(Throwable failure) {
        return completeByProgram(() -> reject(failure));
    }

    @Override
    protected String describe() {
        return "AsyncSemaphore.with";
    }
}
