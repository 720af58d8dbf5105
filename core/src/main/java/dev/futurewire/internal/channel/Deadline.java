package dev.futurewire.internal.channel;

import dev.futurewire.internal.time.Alarm;
import dev.futurewire.internal.time.Timer;
import dev.futurewire.internal.time.WheelTimer;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The deadline of one future. Reads have a cheaper one: see {@link ChannelClock}. */
final class Deadline<T extends @Nullable Object> extends Alarm {
    /** A hundred years: later deadlines never come. */
    private static final long NEVER_NANOS = 100L * 365 * 24 * 3600 * 1_000_000_000L;

    private final WireFuture<T> future;
    private final @Nullable Supplier<T> valueAtTimeout;

    Deadline(WireFuture<T> future, @Nullable Supplier<T> valueAtTimeout) {
        this.future = future;
        this.valueAtTimeout = valueAtTimeout;
    }

    /** A point in time, or one that never comes where the sum would overflow. */
    static long after(long now, long nanos) {
        return now + Math.min(Math.max(nanos, 0), NEVER_NANOS);
    }

    void set(long nanos) {
        Timer timer = timer();
        timer.set(this, after(timer.now(), nanos));
    }

    void cancel() {
        timer().cancel(this);
    }

    private Timer timer() {
        Scope scope = future.scope();
        return scope != null ? scope.timer() : WheelTimer.shared();
    }

    @Override
    protected void fire() {
        Scope scope = future.scope();
        if (scope != null) {
            scope.expire(() -> future.expire(valueAtTimeout));
        } else {
            ForkJoinPool.commonPool().execute(() -> future.expire(valueAtTimeout));
        }
    }
}
