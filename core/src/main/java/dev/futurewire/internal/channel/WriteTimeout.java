package dev.futurewire.internal.channel;

import dev.futurewire.CloseReason;
import dev.futurewire.internal.output.PendingWrite;
import dev.futurewire.internal.time.Nanos;
import dev.futurewire.observe.Operation;

/**
 * Aborts a connection whose peer does not take queued output in time, and reports the size of the queue to the channel's owner.
 * Exists only while turns end with output that the operating system did not take.
 */
final class WriteTimeout {
    /** Wait of a write from which its peer is reported as slow: 2 s. */
    private static final long SLOW_NANOS = 2_000_000_000L;

    private final StreamChannel channel;
    private final long timeoutNanos;
    private long since;
    private long sent;
    private long reported;
    private boolean warnedSlow;

    WriteTimeout(StreamChannel channel) {
        this.channel = channel;
        timeoutNanos = Nanos.of(channel.options().writeTimeout());
        report(channel.queuedOutput());
        progressed(channel.timer().now());
        ensure(since);
    }

    /** Called at the end of a turn if output is still queued. */
    void afterTurn() {
        report(channel.queuedOutput());
        if (channel.bytesOut() != sent) {
            // Not left to the alarm, as the deadline would then be late by up to the interval between two alarms.
            progressed(channel.timer().now());
        }
    }

    /** Called when no output is queued any more or the channel has ended; corrects the owner's total. */
    void end() {
        report(0);
    }

    private void report(long queued) {
        if (queued != reported) {
            channel.channelOwner().queued(queued - reported);
            reported = queued;
        }
    }

    private void progressed(long now) {
        sent = channel.bytesOut();
        since = now;
    }

    private void ensure(long now) {
        if (timeoutNanos != Nanos.NEVER) {
            channel.timeouts().ensure(since + timeoutNanos);
        }
        if (!warnedSlow) {
            channel.timeouts().ensure(now + SLOW_NANOS);
        }
    }

    long since() {
        return since;
    }

    /** Aborts the connection if no output has been taken for too long. In a turn, when the alarm has fired. */
    void check(long now) {
        if (channel.bytesOut() != sent) {
            progressed(now);
        } else if (timeoutNanos != Nanos.NEVER && now - since >= timeoutNanos) {
            channel.abort(CloseReason.WRITE_TIMEOUT);
            return;
        }
        PendingWrite waiter = channel.output().waiter();
        if (!warnedSlow && waiter != null && waiter.kind() == Operation.WRITE && now - waiter.since >= SLOW_NANOS) {
            warnedSlow = true;
            Warnings.slowConsumer(channel, waiter, channel.queuedOutput());
        }
        ensure(now);
    }
}
