package dev.futurewire.internal.channel;

import dev.futurewire.CloseReason;
import dev.futurewire.internal.time.Nanos;

/**
 * Closes a connection whose peer does not complete a record in time or sends it below the minimum rate. Exists only while turns
 * end with an incomplete record.
 */
final class FrameTimeout {
    /** Time before the input rate is checked, and the interval of the checks: 10 s, 1 s. */
    private static final long RATE_GRACE_NANOS = 10_000_000_000L;

    private static final long RATE_CHECK_NANOS = 1_000_000_000L;

    private final StreamChannel channel;
    private final long timeoutNanos;
    private int recordNumber;
    private long since;
    private long bytesBefore;

    /** Starts timing the current record. */
    FrameTimeout(StreamChannel channel) {
        this.channel = channel;
        timeoutNanos = Nanos.of(channel.options().frameTimeout());
        start();
    }

    /** Restarts the timeout if the incomplete record at the end of a turn is another one. */
    void afterTurn() {
        if (recordNumber != channel.reader().delivered()) {
            start();
        }
    }

    private void start() {
        recordNumber = channel.reader().delivered();
        since = channel.timer().now();
        bytesBefore = channel.bytesIn() - channel.input().available();
        ensure(since);
    }

    private void ensure(long now) {
        if (timeoutNanos != Nanos.NEVER) {
            channel.timeouts().ensure(since + timeoutNanos);
        }
        if (channel.options().minInputRate() > 0) {
            channel.timeouts().ensure(Math.max(since + RATE_GRACE_NANOS, now + RATE_CHECK_NANOS));
        }
    }

    long since() {
        return since;
    }

    /** Closes the channel if the record has taken too long. In a turn, when the alarm has fired. */
    void check(long now) {
        if (channel.input().paused()) {
            // The peer is not responsible for the delay.
            start();
            return;
        }
        long elapsed = now - since;
        if (timeoutNanos != Nanos.NEVER && elapsed >= timeoutNanos) {
            channel.close(CloseReason.FRAME_TIMEOUT);
            return;
        }
        long rate = channel.options().minInputRate();
        long received = channel.bytesIn() - bytesBefore;
        if (rate > 0 && elapsed >= RATE_GRACE_NANOS && received < rate * (elapsed / 1_000_000_000L)) {
            channel.close(CloseReason.TOO_SLOW);
            return;
        }
        ensure(now);
    }
}
