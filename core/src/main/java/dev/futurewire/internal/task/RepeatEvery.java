package dev.futurewire.internal.task;

import dev.futurewire.internal.future.FutureContext;
import dev.futurewire.internal.time.Alarm;
import dev.futurewire.internal.time.Nanos;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Implements {@link dev.futurewire.Futures#repeatEvery}. The timer starts every step but the first, so steps never nest. */
public final class RepeatEvery extends TaskFuture<@Nullable Void> {
    /** Longer periods are cut to a hundred years. */
    private static final long MAX_NANOS = Duration.ofDays(36_500).toNanos();

    private final long period;
    private final Supplier<? extends CompletionStage<Boolean>> step;

    /** When the current step was due. */
    private long due;

    private volatile @Nullable Step current;

    private final Alarm alarm = new Alarm() {
        @Override
        protected void fire() {
            turn().dispatch(RepeatEvery.this::next);
        }

        @Override
        protected void abandon() {
            turn().dispatch(() -> cancel(false));
        }
    };

    private RepeatEvery(FutureContext context, Duration period, Supplier<? extends CompletionStage<Boolean>> step) {
        super(context);
        this.period = Math.min(Nanos.of(period), MAX_NANOS);
        this.step = step;
        due = context.timer().now();
    }

    /**
     * Starts the first step.
     *
     * @param context supplies the timer and the turn
     * @param period the time from the start of a step to the start of the next one, more than zero
     * @param step starts one step
     * @return a future that completes when a step yields false
     */
    public static CompletableFuture<Void> start(
            FutureContext context, Duration period, Supplier<? extends CompletionStage<Boolean>> step) {
        RepeatEvery loop = new RepeatEvery(context, period, step);
        loop.next();
        loop.started();
        return loop.asVoid();
    }

    @SuppressWarnings("NullAway") // CompletableFuture<Void> is declared without its only value, null
    private CompletableFuture<Void> asVoid() {
        return this;
    }

    private void next() {
        Step next = new Step();
        current = next;
        if (isOpen()) {
            next.start(step);
        }
    }

    private void pause() {
        long now = turn().timer().now();
        long beats = Math.max(1, Math.floorDiv(now - due + period - 1, period));
        due += beats * period;
        turn().timer().set(alarm, due);
        if (!isOpen()) {
            stop();
        }
    }

    @SuppressWarnings("NullAway") // null is this future's only value
    private void end() {
        decide(null);
    }

    @Override
    List<? extends Withdrawable> branches() {
        Step running = current;
        return running == null || running.pausing ? List.of() : List.of(running);
    }

    @Override
    void stop() {
        turn().timer().cancel(alarm);
    }

    @Override
    protected void discard() {}

    @Override
    protected String describe() {
        return "a step of repeatEvery";
    }

    private final class Step extends Branch<Boolean> {
        /** The step has ended, and the alarm for the next one is set. */
        private volatile boolean pausing;

        @Override
        void succeeded(@Nullable Boolean again) {
            if (again == null) {
                decideFailure(new NullPointerException("a step of repeatEvery yielded null, neither true nor false"));
            } else if (again) {
                pause();
                pausing = true;
            } else {
                end();
            }
        }

        @Override
        void failed(Throwable failure) {
            decideFailure(failure);
        }
    }
}
