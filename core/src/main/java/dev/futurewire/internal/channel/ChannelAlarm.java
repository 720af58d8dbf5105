package dev.futurewire.internal.channel;

import dev.futurewire.internal.memory.Survival;
import dev.futurewire.internal.time.Alarm;

/**
 * The single timer entry of a channel, shared by all its deadlines: the pending read, the timeouts, the close sequence.
 *
 * <p>The alarm is lazy. A deadline later than the alarm costs one comparison. When the alarm fires, the channel's turn checks
 * the deadlines and sets the alarm for the next one. A connection that sets a ten-second deadline for each of a million lines
 * accesses the timer once in ten seconds.
 */
class ChannelAlarm extends Alarm {
    /** Delay before firing again if the channel could not be signalled for lack of memory: 100 ms. */
    private static final long RETRY_NANOS = 100_000_000L;

    private static final long NOT_SET = Long.MAX_VALUE;

    /** The alarm has fired; the channel's next turn checks all deadlines. */
    private static final long FIRED = Long.MAX_VALUE - 1;

    private static final long STOPPED = Long.MAX_VALUE - 2;

    /** A deadline may have passed; input that has already arrived is reported first. */
    private static final long AWAITING_ARRIVALS = Long.MAX_VALUE - 3;

    /** Arrived input has been reported; the channel's next turn checks all deadlines. */
    private static final long ARRIVALS_DELIVERED = Long.MAX_VALUE - 4;

    final StreamChannel channel;

    /** The time the alarm is set for, or one of the constants. */
    private volatile long setFor = NOT_SET;

    ChannelAlarm(StreamChannel channel) {
        this.channel = channel;
    }

    /** Ensures that the channel checks its deadlines at the given time. Any thread. */
    final void ensure(long deadline) {
        if (isSetBefore(deadline)) {
            return;
        }
        synchronized (this) {
            if (!isSetBefore(deadline)) {
                setFor = deadline;
                channel.timer().set(this, deadline);
            }
        }
    }

    private boolean isSetBefore(long deadline) {
        long known = setFor;
        return (known >= ARRIVALS_DELIVERED && known < NOT_SET) || (known != NOT_SET && deadline - known >= 0);
    }

    /**
     * Returns whether the alarm has fired since the last call; if so, the caller checks all deadlines and sets the alarm again.
     * If a deadline may have passed, input that has already arrived is reported first: after a suspended process resumes,
     * deadlines have passed while unread input waits in the sockets.
     */
    final boolean takeDue() {
        long known = setFor;
        if (known == FIRED && channel.mayExpire()) {
            setFor = AWAITING_ARRIVALS;
            channel.loop().afterArrivals(this::arrivalsDelivered);
            return false;
        }
        if (known != FIRED && known != ARRIVALS_DELIVERED) {
            return false;
        }
        setFor = NOT_SET;
        return true;
    }

    private void arrivalsDelivered() {
        synchronized (this) {
            if (setFor == AWAITING_ARRIVALS) {
                setFor = ARRIVALS_DELIVERED;
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
                    channel.timer().set(this, channel.timer().now() + RETRY_NANOS);
                }
            }
        }
    }
}
