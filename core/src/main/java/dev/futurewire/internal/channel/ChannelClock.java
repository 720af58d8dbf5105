package dev.futurewire.internal.channel;

import dev.futurewire.internal.time.Alarm;
import dev.futurewire.internal.time.Timer;

/**
 * The one alarm of a channel, for all its clocks: the pending read's deadline, idleness, the close sequence.
 *
 * <p>Lazy: a clock that is set for later than the alarm costs a comparison. When the alarm goes off, the channel's turn
 * looks at the clocks themselves and sets it for the next one. So a connection that arms a ten-second deadline for each
 * of a million lines touches the timer once in ten seconds.
 */
final class ChannelClock extends Alarm {
    private static final long NOT_SET = Long.MAX_VALUE;

    private final StreamChannel channel;
    private final Timer timer;
    private volatile long setFor = NOT_SET;
    private volatile boolean fired;
    private volatile boolean stopped;

    ChannelClock(StreamChannel channel, Timer timer) {
        this.channel = channel;
        this.timer = timer;
    }

    /** Makes sure that the channel looks at its clocks at that time. Any thread. */
    void ensure(long deadline) {
        if (later(deadline)) {
            return;
        }
        synchronized (this) {
            if (!later(deadline)) {
                setFor = deadline;
                timer.set(this, deadline);
            }
        }
    }

    private boolean later(long deadline) {
        long known = setFor;
        return stopped || (known != NOT_SET && deadline - known >= 0);
    }

    /** Whether the alarm went off since the last call; if so the caller looks at all clocks and sets it again. */
    boolean takeFired() {
        if (!fired) {
            return false;
        }
        fired = false;
        synchronized (this) {
            setFor = NOT_SET;
        }
        return true;
    }

    synchronized void stop() {
        stopped = true;
        timer.cancel(this);
    }

    @Override
    protected void fire() {
        fired = true;
        channel.signal();
    }
}
