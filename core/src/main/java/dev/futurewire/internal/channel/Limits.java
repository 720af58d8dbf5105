package dev.futurewire.internal.channel;

import dev.futurewire.ChannelOptions;
import dev.futurewire.CloseReason;
import dev.futurewire.internal.time.Nanos;
import dev.futurewire.observe.Operation;

/**
 * The clocks against peers that are silent, slow or greedy, and the handler's own.
 *
 * <p>None reads the time per byte or per line. A record's clock starts when a turn ends with a part of one, the output's
 * clock when a turn ends with bytes that the operating system would not take; the pipelined path ends its turns with
 * neither. Idleness is seen by comparing byte counters four times per idle time.
 */
final class Limits {
    private static final long NEVER = Nanos.NEVER;

    /** From when on the input's rate is judged, and how often: ten seconds, one second. */
    private static final long RATE_GRACE_NANOS = 10_000_000_000L;

    private static final long RATE_CHECK_NANOS = 1_000_000_000L;

    /** How long a write waits before its peer is called slow: two seconds. */
    private static final long SLOW_NANOS = 2_000_000_000L;

    private final StreamChannel channel;
    private final ReadSide in;
    private final WriteSide out;
    private final long idleNanos;
    private final long frameNanos;
    private final long writeNanos;

    private long idleCheckAt;
    private long idleBytes;
    private int idleQuarters;

    private boolean frameBegun;
    private long frameUnits;
    private long frameSince;
    private long frameBytes;

    private boolean stuck;
    private long stuckSince;
    private long stuckMark;
    private long stuckReported;
    private boolean slowTold;

    private long endsAt;

    Limits(StreamChannel channel, ReadSide in, WriteSide out) {
        this.channel = channel;
        this.in = in;
        this.out = out;
        ChannelOptions options = channel.options();
        idleNanos = Nanos.of(options.idleTimeout());
        frameNanos = Nanos.of(options.frameTimeout());
        writeNanos = Nanos.of(options.writeTimeout());
    }

    void start() {
        long now = channel.timer().now();
        if (idleNanos != NEVER) {
            idleCheckAt = now + idleNanos / 4;
            channel.clock().ensure(idleCheckAt);
        }
        long lifetime = channel.host().lifetimeNanos();
        if (lifetime != NEVER) {
            endsAt = Deadline.after(now, lifetime);
            channel.clock().ensure(endsAt);
        }
    }

    /** A turn ends: what has begun that must not last? */
    void turnEnds() {
        if (in.inFrame() || frameBegun) {
            watchFrame();
        }
        if (out.queued() > 0 || stuck) {
            watchOutput();
        }
    }

    private void watchFrame() {
        if (!in.inFrame()) {
            frameBegun = false;
        } else if (!frameBegun || frameUnits != in.units()) {
            frameBegun = true;
            frameUnits = in.units();
            frameSince = channel.timer().now();
            frameBytes = in.bytesIn - in.buffered();
            ensureFrame(frameSince);
        }
    }

    private void ensureFrame(long now) {
        if (frameNanos != NEVER) {
            channel.clock().ensure(frameSince + frameNanos);
        }
        if (channel.options().minInputRate() > 0) {
            channel.clock().ensure(Math.max(frameSince + RATE_GRACE_NANOS, now + RATE_CHECK_NANOS));
        }
    }

    private void watchOutput() {
        long queued = out.queued();
        if (queued != stuckReported) {
            channel.host().queued(queued - stuckReported);
            stuckReported = queued;
        }
        if (queued == 0) {
            stuck = false;
            slowTold = false;
        } else if (!stuck) {
            stuck = true;
            progressed(channel.timer().now());
            ensureOutput(stuckSince);
        } else if (out.bytesOut() != stuckMark) {
            // Not left to the alarm alone: the deadline would be missed by as much as lies between two of them.
            progressed(channel.timer().now());
        }
    }

    private void progressed(long now) {
        stuckMark = out.bytesOut();
        stuckSince = now;
    }

    private void ensureOutput(long now) {
        if (writeNanos != NEVER) {
            channel.clock().ensure(stuckSince + writeNanos);
        }
        if (!slowTold) {
            channel.clock().ensure(now + SLOW_NANOS);
        }
    }

    /** The channel is over: the host's sum is put right. */
    void end() {
        if (stuckReported != 0) {
            channel.host().queued(-stuckReported);
            stuckReported = 0;
        }
    }

    /** The alarm went off: whose time has come? And when is the next to come? In a turn. */
    void check(long now) {
        if (endsAt != 0) {
            if (endsAt - now <= 0) {
                channel.close(CloseReason.HANDLER_TIMEOUT);
                return;
            }
            channel.clock().ensure(endsAt);
        }
        if (idleCheckAt != 0) {
            checkIdle(now);
        }
        if (frameBegun) {
            checkFrame(now);
        }
        if (stuck) {
            checkOutput(now);
        }
    }

    private void checkIdle(long now) {
        if (idleCheckAt - now <= 0) {
            long bytes = in.bytesIn + out.bytesOut();
            idleQuarters = bytes == idleBytes ? idleQuarters + 1 : 0;
            idleBytes = bytes;
            idleCheckAt = now + idleNanos / 4;
            if (idleQuarters >= 4) {
                channel.close(CloseReason.IDLE_TIMEOUT);
                return;
            }
        }
        channel.clock().ensure(idleCheckAt);
    }

    private void checkFrame(long now) {
        long took = now - frameSince;
        if (frameNanos != NEVER && took >= frameNanos) {
            channel.close(CloseReason.FRAME_TIMEOUT);
            return;
        }
        long rate = channel.options().minInputRate();
        if (rate > 0 && took >= RATE_GRACE_NANOS && (in.bytesIn - frameBytes) < rate * (took / 1_000_000_000L)) {
            channel.close(CloseReason.TOO_SLOW);
            return;
        }
        ensureFrame(now);
    }

    private void checkOutput(long now) {
        if (out.bytesOut() != stuckMark) {
            progressed(now);
        } else if (writeNanos != NEVER && now - stuckSince >= writeNanos) {
            channel.abort(CloseReason.WRITE_TIMEOUT);
            return;
        }
        PendingWrite waiter = out.waiter();
        if (!slowTold && waiter != null && waiter.kind == Operation.WRITE && now - waiter.since >= SLOW_NANOS) {
            slowTold = true;
            Warnings.slowConsumer(channel, waiter, out.queued());
        }
        ensureOutput(now);
    }
}
