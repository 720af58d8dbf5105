package dev.futurewire.internal.channel;

import dev.futurewire.CloseReason;
import dev.futurewire.internal.future.FutureTimeout;
import dev.futurewire.internal.time.Nanos;
import org.jspecify.annotations.Nullable;

/**
 * The clocks against peers that are silent, slow or greedy, and the handler's own.
 *
 * <p>None reads the time per byte or per line. A record's clock starts when a turn ends with a part of one, the output's
 * clock when a turn ends with bytes that the operating system would not take; the pipelined path ends its turns with
 * neither, and an idle connection has neither. Idleness is seen by comparing byte counters four times per idle time.
 *
 * <p>These are the channel's clock, rather than that they have it: an object less for each connection.
 */
final class ChannelTimeouts extends ChannelAlarm {
    private @Nullable FrameTimeout frame;
    private @Nullable WriteTimeout output;

    private long idleCheckAt;

    /** The low bits of what has passed both ways: enough to see that something has. */
    private int idleBytes;

    private byte idleQuarters;

    private long endsAt;

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
        long lifetime = channel.host().lifetimeNanos();
        if (lifetime != Nanos.NEVER) {
            endsAt = FutureTimeout.after(now, lifetime);
            ensure(endsAt);
        }
    }

    private long idleNanos() {
        return Nanos.of(channel.options().idleTimeout());
    }

    /** A turn ends: what has begun that must not last? */
    void turnEnds() {
        boolean inFrame = channel.inTimedFrame();
        if (inFrame || frame != null) {
            watchFrame(inFrame);
        }
        long queued = channel.queuedOutput();
        if (queued > 0 || output != null) {
            watchOutput(queued);
        }
    }

    private void watchFrame(boolean inFrame) {
        FrameTimeout known = frame;
        if (!inFrame) {
            frame = null;
        } else if (known == null) {
            frame = new FrameTimeout(channel);
        } else {
            known.turnEnds();
        }
    }

    private void watchOutput(long queued) {
        WriteTimeout known = output;
        if (queued == 0) {
            end();
        } else if (known == null) {
            output = new WriteTimeout(channel);
        } else {
            known.turnEnds();
        }
    }

    /** No output waits any more, or the channel is over. */
    void end() {
        WriteTimeout known = output;
        if (known != null) {
            output = null;
            known.end();
        }
    }

    /** For how long the peer has neither ended its record nor taken output that waits for it. Any thread: what was, perhaps. */
    long stalledNanos(long now) {
        FrameTimeout part = frame;
        WriteTimeout waiting = output;
        long inputNanos = part == null || channel.input().paused() ? 0 : now - part.since();
        long outputNanos = waiting == null ? 0 : now - waiting.since();
        return Math.max(0, Math.max(inputNanos, outputNanos));
    }

    /** Whether {@link #check} may end the connection. */
    boolean mayExpire(long now) {
        boolean idle = idleCheckAt != 0 && idleQuarters >= 3 && idleCheckAt - now <= 0;
        return idle || frame != null || output != null;
    }

    /** The alarm went off: whose time has come? And when is the next to come? In a turn. */
    void check(long now) {
        if (endsAt != 0) {
            if (endsAt - now <= 0) {
                channel.close(CloseReason.HANDLER_TIMEOUT);
                BlockingHandlerTask.over(channel);
                return;
            }
            ensure(endsAt);
        }
        if (idleCheckAt != 0) {
            checkIdle(now);
        }
        FrameTimeout part = frame;
        if (part != null) {
            part.check(now);
        }
        WriteTimeout waiting = output;
        if (waiting != null) {
            waiting.check(now);
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
