package dev.futurewire.internal.channel;

import dev.futurewire.CloseReason;
import dev.futurewire.internal.time.Nanos;

/**
 * Holds a peer that has sent a part of a record to sending the rest: in time, and at the least rate. There is one only
 * while turns end with such a part.
 */
final class FrameTimeout {
    /** From when on the input's rate is judged, and how often: ten seconds, one second. */
    private static final long RATE_GRACE_NANOS = 10_000_000_000L;

    private static final long RATE_CHECK_NANOS = 1_000_000_000L;

    private final StreamChannel channel;
    private final long mostNanos;
    private int unit;
    private long since;
    private long bytesBefore;

    /** Starts with the record that is there. */
    FrameTimeout(StreamChannel channel) {
        this.channel = channel;
        mostNanos = Nanos.of(channel.options().frameTimeout());
        start();
    }

    /** A turn ends with a part of a record: if it is another one, time runs anew. */
    void turnEnds() {
        if (unit != channel.reader().delivered()) {
            start();
        }
    }

    private void start() {
        unit = channel.reader().delivered();
        since = channel.timer().now();
        bytesBefore = channel.bytesIn() - channel.input().available();
        ensure(since);
    }

    private void ensure(long now) {
        if (mostNanos != Nanos.NEVER) {
            channel.timeouts().ensure(since + mostNanos);
        }
        if (channel.options().minInputRate() > 0) {
            channel.timeouts().ensure(Math.max(since + RATE_GRACE_NANOS, now + RATE_CHECK_NANOS));
        }
    }

    long since() {
        return since;
    }

    /** The alarm went off: has the record taken too long? In a turn. */
    void check(long now) {
        if (channel.input().paused()) {
            // It is not its peer that keeps the record from going on.
            start();
            return;
        }
        long took = now - since;
        if (mostNanos != Nanos.NEVER && took >= mostNanos) {
            channel.close(CloseReason.FRAME_TIMEOUT);
            return;
        }
        long rate = channel.options().minInputRate();
        long came = channel.bytesIn() - bytesBefore;
        if (rate > 0 && took >= RATE_GRACE_NANOS && came < rate * (took / 1_000_000_000L)) {
            channel.close(CloseReason.TOO_SLOW);
            return;
        }
        ensure(now);
    }
}
