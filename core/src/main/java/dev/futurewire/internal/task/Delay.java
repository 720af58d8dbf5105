package dev.futurewire.internal.task;

import dev.futurewire.internal.callsite.CallSites;
import dev.futurewire.internal.future.FutureContext;
import dev.futurewire.internal.future.FutureTimeout;
import dev.futurewire.internal.time.Alarm;
import dev.futurewire.internal.time.Nanos;
import dev.futurewire.observe.Awaiting;
import dev.futurewire.observe.Operation;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Implements {@link dev.futurewire.Futures#delay}. Input that has arrived by then is delivered before the delay ends. */
public final class Delay extends TaskFuture<@Nullable Void> {
    private final long begun;
    private final long due;
    private final @Nullable Object callSite;

    private final Alarm alarm = new Alarm() {
        @Override
        protected void fire() {
            turn().expire(Delay.this::end);
        }

        @Override
        protected void abandon() {
            turn().dispatch(() -> cancel(false));
        }
    };

    private Delay(FutureContext context, Duration time) {
        super(context);
        begun = context.timer().now();
        due = FutureTimeout.after(begun, time.isNegative() ? 0 : Nanos.of(time));
        callSite = CallSites.capture();
    }

    /**
     * Starts a delay.
     *
     * @param context supplies the timer and the turn
     * @param time the delay
     * @return a future that completes after the delay
     */
    public static CompletableFuture<Void> start(FutureContext context, Duration time) {
        Delay delay = new Delay(context, time);
        delay.started();
        context.timer().set(delay.alarm, delay.due);
        return delay.asVoid();
    }

    @SuppressWarnings("NullAway") // CompletableFuture<Void> is declared without its only value, null
    private CompletableFuture<Void> asVoid() {
        return this;
    }

    @SuppressWarnings("NullAway") // null is this future's only value
    private void end() {
        decide(null);
    }

    @Override
    List<Withdrawable> branches() {
        return List.of();
    }

    @Override
    void stop() {
        turn().timer().cancel(alarm);
    }

    @Override
    protected void discard() {}

    @Override
    protected Awaiting awaiting() {
        long now = turn().timer().now();
        return new Awaiting(
                Operation.DELAY,
                CallSites.resolve(callSite),
                Duration.ofNanos(now - begun),
                Duration.ofNanos(due - now),
                0,
                null,
                0);
    }

    @Override
    protected String describe() {
        return "a delay";
    }
}
