package dev.futurewire.internal.channel;

import dev.futurewire.internal.output.PendingWrite;
import dev.futurewire.CloseReason;
import dev.futurewire.internal.time.Nanos;
import dev.futurewire.observe.Operation;

/**
 * Holds a peer to taking the output that waits for it, and tells the channel's host how much waits. There is one only
 * while turns end with output that the operating system would not take.
 */
final class WriteTimeout {
    /** How long a write waits before its peer is called slow: two seconds. */
    private static final long SLOW_NANOS = 2_000_000_000L;

    private final StreamChannel channel;
    private final long mostNanos;
    private long since;
    private long sent;
    private long reported;
    private boolean slowTold;

    WriteTimeout(StreamChannel channel) {
        this.channel = channel;
        mostNanos = Nanos.of(channel.options().writeTimeout());
        report(channel.queuedOutput());
        progressed(channel.timer().now());
        ensure(since);
    }

    /** A turn ends and output still waits. */
    void turnEnds() {
        report(channel.queuedOutput());
        if (channel.bytesOut() != sent) {
            // Not left to the alarm alone: the deadline would be missed by as much as lies between two of them.
            progressed(channel.timer().now());
        }
    }

    /** No output waits any more, or the channel is over: the host's sum is put right. */
    void end() {
        report(0);
    }

    private void report(long queued) {
        if (queued != reported) {
            channel.host().queued(queued - reported);
            reported = queued;
        }
    }

    private void progressed(long now) {
        sent = channel.bytesOut();
        since = now;
    }

    private void ensure(long now) {
        if (mostNanos != Nanos.NEVER) {
            channel.timeouts().ensure(since + mostNanos);
        }
        if (!slowTold) {
            channel.timeouts().ensure(now + SLOW_NANOS);
        }
    }

    long since() {
        return since;
    }

    /** The alarm went off: has nothing been taken for too long? In a turn. */
    void check(long now) {
        if (channel.bytesOut() != sent) {
            progressed(now);
        } else if (mostNanos != Nanos.NEVER && now - since >= mostNanos) {
            channel.abort(CloseReason.WRITE_TIMEOUT);
            return;
        }
        PendingWrite waiter = channel.output().waiter();
        if (!slowTold && waiter != null && waiter.kind() == Operation.WRITE && now - waiter.since >= SLOW_NANOS) {
            slowTold = true;
            Warnings.slowConsumer(channel, waiter, channel.queuedOutput());
        }
        ensure(now);
    }
}
