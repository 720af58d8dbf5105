package dev.futurewire.internal.channel;

import dev.futurewire.ChannelOptions;
import dev.futurewire.CloseReason;
import java.time.Duration;

/**
 * How a connection ends, and the clocks that end it.
 *
 * <pre>
 *  OPEN -- begin --> CLOSING: reads fail, no more writes, input is dropped
 *                      queued output is sent, FIN
 *                      the peer's end, 1 MiB of dropped input, or LINGER after FIN
 *  OPEN, CLOSING -- finish (abort, or the above, or LONGEST after begin) --> OVER
 * </pre>
 *
 * FIN first, then reading until the peer has ended too: closing with unread input would make the operating system reset the
 * connection, and the reset destroys what the peer has not read yet (RFC 9112, 9.6; nginx' lingering_close).
 */
final class CloseSequence {
    /** How long a closing connection waits for the peer's end after its own FIN: two seconds. */
    static final long LINGER_NANOS = 2_000_000_000L;

    /** How long closing may take in all: five seconds. */
    static final long LONGEST_NANOS = 5_000_000_000L;

    private final StreamChannel channel;
    private final ReadSide in;
    private final WriteSide out;
    private boolean begun;
    private boolean lingering;
    private boolean over;
    private long lingerUntil;
    private long closeUntil;
    private long idleCheckAt;
    private long idleBytes;
    private int idleQuarters;

    CloseSequence(StreamChannel channel, ReadSide in, WriteSide out) {
        this.channel = channel;
        this.in = in;
        this.out = out;
    }

    void begin() {
        if (begun || over) {
            return;
        }
        begun = true;
        in.close();
        in.discard();
        out.finish();
        closeUntil = channel.timer().now() + LONGEST_NANOS;
        channel.clock().ensure(closeUntil);
    }

    /** Goes on with the sequence as far as it can. In a turn. */
    void advance() {
        if (!begun || over || !(out.finished() || out.broken() != null)) {
            return;
        }
        if (in.over() || out.broken() != null || in.discarded >= ReadSide.MOST_DISCARDED) {
            finish();
        } else if (!lingering) {
            lingering = true;
            lingerUntil = channel.timer().now() + LINGER_NANOS;
            channel.clock().ensure(lingerUntil);
        }
    }

    void finish() {
        if (over) {
            return;
        }
        over = true;
        in.close();
        out.finish();
        channel.ended();
    }

    void startIdleClock() {
        if (idleNanos() != Long.MAX_VALUE) {
            idleCheckAt = channel.timer().now() + idleNanos() / 4;
            channel.clock().ensure(idleCheckAt);
        }
    }

    private long idleNanos() {
        Duration idle = channel.options().idleTimeout();
        return idle.compareTo(Duration.ofDays(36_500)) >= 0 || idle.equals(ChannelOptions.UNLIMITED)
                ? Long.MAX_VALUE
                : idle.toNanos();
    }

    /** The alarm went off: whose time has come is dealt with, the next alarm is set. In a turn. */
    void checkClocks(long now) {
        if (over) {
            return;
        }
        in.expire(now);
        if (begun && (closeUntil - now <= 0 || (lingering && lingerUntil - now <= 0))) {
            finish();
            return;
        }
        if (idleCheckAt != 0 && idleCheckAt - now <= 0) {
            checkIdle(now);
        }
        if (in.deadline() != 0) {
            channel.clock().ensure(in.deadline());
        }
        if (idleCheckAt != 0) {
            channel.clock().ensure(idleCheckAt);
        }
        if (begun) {
            channel.clock().ensure(lingering ? Math.min(lingerUntil, closeUntil) : closeUntil);
        }
    }

    /** Four quarters of the idle time without a byte make the connection idle: no clock is read per byte. */
    private void checkIdle(long now) {
        long bytes = in.bytesIn + out.bytesOut();
        idleQuarters = bytes == idleBytes ? idleQuarters + 1 : 0;
        idleBytes = bytes;
        idleCheckAt = now + idleNanos() / 4;
        if (idleQuarters >= 4) {
            idleCheckAt = 0;
            channel.close(CloseReason.IDLE_TIMEOUT);
        }
    }

    boolean begun() {
        return begun;
    }

    boolean over() {
        return over;
    }
}
