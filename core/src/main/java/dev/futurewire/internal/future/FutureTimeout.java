package dev.futurewire.internal.future;

import dev.futurewire.internal.loop.ClientLoops;
import dev.futurewire.internal.loop.Loop;
import dev.futurewire.internal.loop.LoopCall;
import dev.futurewire.internal.time.Alarm;
import dev.futurewire.internal.time.Threads;
import dev.futurewire.internal.time.Timer;
import dev.futurewire.internal.time.WheelTimer;
import java.io.IOException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The deadline of one future. Reads have a cheaper one: see a read of a channel. */
public final class FutureTimeout<T extends @Nullable Object> extends Alarm {
    /** A hundred years: later deadlines never come. */
    private static final long NEVER_NANOS = 100L * 365 * 24 * 3600 * 1_000_000_000L;

    /** How often it is looked again whether a result that was just being handed on has arrived: a hundred times, each 10 ms. */
    private static final int MOST_LOOKS = 100;

    private static final long LOOK_NANOS = 10_000_000L;

    private static final String CALLBACK = "a callback of a timeout";

    private final ChannelFuture<T> future;
    private final @Nullable Supplier<T> valueAtTimeout;
    private final Timer timer;
    private int looks;

    /** Where a future that belongs nowhere expires; null: where it belongs, or on a thread of its own. */
    private final @Nullable Loop loop;

    FutureTimeout(ChannelFuture<T> future, @Nullable Supplier<T> valueAtTimeout) {
        this.future = future;
        this.valueAtTimeout = valueAtTimeout;
        FutureContext context = future.context();
        timer = context != null ? context.timer() : WheelTimer.shared();
        loop = context != null ? null : anyLoop();
    }

    /** Asked for while the deadline is set: the timer's thread must not start one. */
    private static @Nullable Loop anyLoop() {
        try {
            return ClientLoops.shared();
        } catch (IOException noLoop) {
            return null;
        }
    }

    /** A point in time, or one that never comes where the sum would overflow. */
    public static long after(long now, long nanos) {
        return now + Math.min(Math.max(nanos, 0), NEVER_NANOS);
    }

    void set(long nanos) {
        setAt(in(nanos));
    }

    /** The point in time so long from now. */
    long in(long nanos) {
        return after(timer.now(), nanos);
    }

    void setAt(long time) {
        timer.set(this, time);
    }

    void cancel() {
        timer.cancel(this);
    }

    @Override
    protected void fire() {
        Runnable expiry = this::expire;
        FutureContext context = future.context();
        if (context != null) {
            context.expire(expiry);
        } else if (loop != null) {
            LoopCall.submit(loop, CALLBACK, expiry);
        } else {
            Threads.daemon("futurewire-timeout", expiry).start();
        }
    }

    /** What is just being handed on wins, if it arrives within a second. */
    private void expire() {
        if (!future.expire(valueAtTimeout, looks >= MOST_LOOKS)) {
            looks++;
            timer.set(this, timer.now() + LOOK_NANOS);
        }
    }
}
