package dev.futurewire.internal.future;

import dev.futurewire.internal.loop.ClientLoops;
import dev.futurewire.internal.loop.Loop;
import dev.futurewire.internal.loop.LoopCall;
import dev.futurewire.internal.loop.VirtualLoop;
import dev.futurewire.internal.time.Alarm;
import dev.futurewire.internal.time.Threads;
import dev.futurewire.internal.time.Timer;
import dev.futurewire.internal.time.WheelTimer;
import java.io.IOException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Timeout of one future. Pending reads have a cheaper implementation, which shares one alarm per channel. */
public final class FutureTimeout<T extends @Nullable Object> extends Alarm {
    /** A hundred years; longer delays are cut to it. */
    private static final long NEVER_NANOS = 100L * 365 * 24 * 3600 * 1_000_000_000L;

    /** Number of times that expiry is deferred while the awaited result is being delivered: 100, every 10 ms. */
    private static final int MAX_DEFERRALS = 100;

    private static final long DEFERRAL_NANOS = 10_000_000L;

    private static final String CALLBACK = "a callback of a timeout";

    private final ChannelFuture<T> future;
    private final @Nullable Supplier<T> valueAtTimeout;
    private final Timer timer;
    private int deferrals;

    /** The loop on which a future without a context expires; null if it has a context, or if no loop can be started. */
    private final @Nullable Loop loop;

    FutureTimeout(ChannelFuture<T> future, @Nullable Supplier<T> valueAtTimeout) {
        this.future = future;
        this.valueAtTimeout = valueAtTimeout;
        FutureContext context = future.context();
        loop = context != null ? null : anyLoop();
        timer = context != null ? context.timer() : loop != null ? loop.timer() : WheelTimer.shared();
    }

    /** Called when the timeout is created: the timer's thread must not start a loop. */
    private static @Nullable Loop anyLoop() {
        try {
            Loop simulated = VirtualLoop.current();
            return simulated != null ? simulated : ClientLoops.shared();
        } catch (IOException noLoop) {
            return null;
        }
    }

    /**
     * Adds a delay to a point in time without overflow.
     *
     * @param now a point in time
     * @param nanos the delay; negative ones count as 0, ones beyond a hundred years as a hundred years
     * @return the sum
     */
    public static long after(long now, long nanos) {
        return now + Math.min(Math.max(nanos, 0), NEVER_NANOS);
    }

    void set(long nanos) {
        setAt(in(nanos));
    }

    /** Returns the time after a delay from now. */
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
            future.expireIn(context, expiry);
        } else if (loop != null) {
            LoopCall.submit(loop, CALLBACK, expiry);
        } else {
            Threads.daemon("futurewire-timeout", expiry).start();
        }
    }

    /** Cancels the future, in turn as if it had expired. */
    @Override
    protected void abandon() {
        Runnable cancellation = () -> future.cancel(false);
        FutureContext context = future.context();
        if (context != null) {
            context.dispatch(cancellation);
        } else if (loop != null) {
            LoopCall.submit(loop, CALLBACK, cancellation);
        }
    }

    /** Expires the future; a result that is being delivered wins if it arrives within a second. */
    private void expire() {
        if (!future.expire(valueAtTimeout, deferrals >= MAX_DEFERRALS)) {
            deferrals++;
            timer.set(this, timer.now() + DEFERRAL_NANOS);
        }
    }
}
