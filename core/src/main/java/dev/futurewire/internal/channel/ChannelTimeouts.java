package dev.futurewire.internal.channel;

import dev.futurewire.CloseReason;
import dev.futurewire.internal.future.FutureTimeout;
import dev.futurewire.internal.time.Nanos;
import org.jspecify.annotations.Nullable;

/**
 * The timeouts of a channel: idle, frame and write timeout, minimum input rate, and the handler's lifetime.
 *
 * <p>No timeout reads the time per byte or per line. A {@link FrameTimeout} starts when a turn ends with an incomplete record, a
 * {@link WriteTimeout} when a turn ends with output that the operating system did not take. Turns of pipelined connections end
 * with neither, and an idle connection has neither. Idleness is detected by comparing byte counters four times per idle
 * timeout.
 *
 * <p>Extends {@link ChannelAlarm} rather than holding one, which saves one object per connection.
 */
final class ChannelTimeouts extends ChannelAlarm {
    private @Nullable FrameTimeout frameTimeout;
    private @Nullable WriteTimeout writeTimeout;

    private long idleCheckAt;

    /** The low bits of the number of bytes received and sent, which suffice to detect traffic. */
    private int idleBytes;

    private byte idleQuarters;

    private long lifetimeEndsAt;

    ChannelTimeouts(StreamChannel channel) {
        super(channel);
    }

    void start() {
        long now = channel.timer().now();
        long idle = idleNanos();
        if (idle != Nanos.NEVER) {
            idleCheckAt = now + idle / 4;
            ensure(idleCheckAt);
        }
        long lifetime = channel.channelOwner().lifetimeNanos();
        if (lifetime != Nanos.NEVER) {
            lifetimeEndsAt = FutureTimeout.after(now, lifetime);
            ensure(lifetimeEndsAt);
        }
    }

    private long idleNanos() {
        return Nanos.of(channel.options().idleTimeout());
    }

    /** Starts, restarts or ends the frame and write timeouts at the end of a turn. */
    void afterTurn() {
        boolean inFrame = channel.inTimedFrame();
        if (inFrame || frameTimeout != null) {
            watchFrame(inFrame);
        }
        long queued = channel.queuedOutput();
        if (queued > 0 || writeTimeout != null) {
            watchOutput(queued);
        }
    }

    private void watchFrame(boolean inFrame) {
        FrameTimeout known = frameTimeout;
        if (!inFrame) {
            frameTimeout = null;
        } else if (known == null) {
            frameTimeout = new FrameTimeout(channel);
        } else {
            known.afterTurn();
        }
    }

    private void watchOutput(long queued) {
        WriteTimeout known = writeTimeout;
        if (queued == 0) {
            end();
        } else if (known == null) {
            writeTimeout = new WriteTimeout(channel);
        } else {
            known.afterTurn();
        }
    }

    /** Ends the write timeout: no output is queued any more, or the channel has ended. */
    void end() {
        WriteTimeout known = writeTimeout;
        if (known != null) {
            writeTimeout = null;
            known.end();
        }
    }

    /** How long the peer has stalled in either direction. Any thread; the value may be out of date. */
    long stalledNanos(long now) {
        return Math.max(channel.input().paused() ? 0 : inFrameNanos(now), queuedNanos(now));
    }

    /** How long a record has been incomplete or output queued. Any thread; the value may be out of date. */
    long occupiedNanos(long now) {
        return Math.max(inFrameNanos(now), queuedNanos(now));
    }

    private long inFrameNanos(long now) {
        FrameTimeout frame = frameTimeout;
        return frame == null ? 0 : Math.max(0, now - frame.since());
    }

    private long queuedNanos(long now) {
        WriteTimeout write = writeTimeout;
        return write == null ? 0 : Math.max(0, now - write.since());
    }

    /** Whether {@link #check} may end the connection. */
    boolean mayExpire(long now) {
        boolean idle = idleCheckAt != 0 && idleQuarters >= 3 && idleCheckAt - now <= 0;
        return idle || frameTimeout != null || writeTimeout != null;
    }

    /** Closes the channel if a timeout has expired, and sets the alarm for the next one. In a turn, when the alarm has fired. */
    void check(long now) {
        if (lifetimeEndsAt != 0) {
            if (lifetimeEndsAt - now <= 0) {
                channel.close(CloseReason.HANDLER_TIMEOUT);
                BlockingHandlerTask.interruptHandler(channel);
                return;
            }
            ensure(lifetimeEndsAt);
        }
        if (idleCheckAt != 0) {
            checkIdle(now);
        }
        FrameTimeout frame = frameTimeout;
        if (frame != null) {
            frame.check(now);
        }
        WriteTimeout write = writeTimeout;
        if (write != null) {
            write.check(now);
        }
    }

    private void checkIdle(long now) {
        if (idleCheckAt - now <= 0) {
            int bytes = (int) (channel.bytesIn() + channel.bytesOut());
            idleQuarters = (byte) (bytes == idleBytes && !channel.input().paused() ? idleQuarters + 1 : 0);
            idleBytes = bytes;
            idleCheckAt = now + idleNanos() / 4;
            if (idleQuarters >= 4) {
                channel.close(CloseReason.IDLE_TIMEOUT);
                return;
            }
        }
        ensure(idleCheckAt);
    }
}
