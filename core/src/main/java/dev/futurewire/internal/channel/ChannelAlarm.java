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
class ChannelAlarm extends Alarm {
    /** When to go off again if the channel could not be signalled for want of memory: 100 ms. */
    private static final long AGAIN_NANOS = 100_000_000L;

    private static final long NOT_SET = Long.MAX_VALUE;

    /** It went off: the channel is about to look at all its clocks. */
    private static final long FIRED = Long.MAX_VALUE - 1;

    private static final long STOPPED = Long.MAX_VALUE - 2;

    /** Something may expire: what has arrived by now is reported first. */
    private static final long LOOKING = Long.MAX_VALUE - 3;

    /** It has been reported, and the channel is about to look at all its clocks. */
    private static final long LOOKED = Long.MAX_VALUE - 4;

    final StreamChannel channel;

    /** A time, or one of the constants. */
    private volatile long setFor = NOT_SET;

    ChannelAlarm(StreamChannel channel) {
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
        return (known >= LOOKED && known < NOT_SET) || (known != NOT_SET && deadline - known >= 0);
    }

    /**
     * Whether the alarm went off since the last call; if so the caller looks at all clocks and sets it again. Where one of them
     * may expire, it is time when what had arrived by then has been reported: a process that was stopped finds its deadlines
     * passed while the input lies in the sockets.
     */
    final boolean takeDue() {
        long known = setFor;
        if (known == FIRED && channel.mayExpire()) {
            setFor = LOOKING;
            channel.loop().afterArrivals(this::looked);
            return false;
        }
        if (known != FIRED && known != LOOKED) {
            return false;
        }
        setFor = NOT_SET;
        return true;
    }

    private void looked() {
        synchronized (this) {
            if (setFor == LOOKING) {
                setFor = LOOKED;
            }
        }
        channel.signal();
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
