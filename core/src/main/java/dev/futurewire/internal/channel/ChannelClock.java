package dev.futurewire.internal.channel;

import dev.futurewire.internal.memory.Survival;
import dev.futurewire.internal.time.Alarm;

/**
 * The one alarm of a channel, for all its clocks: the pending read's deadline, idleness, the close sequence.
 *
 * <p>Lazy: a clock that is set for later than the alarm costs a comparison. When the alarm goes off, the channel's turn
 * looks at the clocks themselves and sets it for the next one. So a connection that arms a ten-second deadline for each
 * of a million lines touches the timer once in ten seconds.
 */
class ChannelClock extends Alarm {
    /** When to go off again if the channel could not be signalled for want of memory: 100 ms. */
    private static final long AGAIN_NANOS = 100_000_000L;

    private static final long NOT_SET = Long.MAX_VALUE;

    /** It went off: the channel is about to look at all its clocks. */
    private static final long FIRED = Long.MAX_VALUE - 1;

    private static final long STOPPED = Long.MAX_VALUE - 2;

    final StreamChannel channel;

    /** A time, or one of the constants. */
    private volatile long setFor = NOT_SET;

    ChannelClock(StreamChannel channel) {
        this.channel = channel;
    }

    /** Makes sure that the channel looks at its clocks at that time. Any thread. */
    final void ensure(long deadline) {
        if (later(deadline)) {
            return;
        }
        synchronized (this) {
            if (!later(deadline)) {
                setFor = deadline;
                channel.timer().set(this, deadline);
            }
        }
    }

    private boolean later(long deadline) {
        long known = setFor;
        return known == FIRED || known == STOPPED || (known != NOT_SET && deadline - known >= 0);
    }

    /** Whether the alarm went off since the last call; if so the caller looks at all clocks and sets it again. */
    final boolean takeFired() {
        if (setFor != FIRED) {
            return false;
        }
        setFor = NOT_SET;
        return true;
    }

    final synchronized void stop() {
        setFor = STOPPED;
        channel.timer().cancel(this);
    }

    @Override
    protected final void fire() {
        synchronized (this) {
            if (setFor != STOPPED) {
                setFor = FIRED;
            }
        }
        try {
            channel.signal();
        } catch (OutOfMemoryError noMemory) {
            Survival.giveBack();
            synchronized (this) {
                if (setFor != STOPPED) {
                    channel.timer().set(this, channel.timer().now() + AGAIN_NANOS);
                }
            }
        }
    }
}
