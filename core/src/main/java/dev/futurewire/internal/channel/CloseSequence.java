package dev.futurewire.internal.channel;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a connection ends.
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

    /** The most input that a closing connection reads and drops: 1 MiB. */
    static final int MOST_DISCARDED = 1024 * 1024;

    private final StreamChannel channel;

    /** How much input has been dropped. */
    private int discarded;

    private boolean begun;
    private boolean lingering;
    private boolean over;
    private long lingerUntil;
    private long closeUntil;

    /** Who waits for the peer's end; null while nothing ever did. */
    private @Nullable PeerWaits peerWaits;

    CloseSequence(StreamChannel channel) {
        this.channel = channel;
    }

    void begin() {
        if (begun || over) {
            return;
        }
        begun = true;
        channel.in().close();
        channel.in().discard();
        channel.out().finish();
        closeUntil = channel.timer().now() + LONGEST_NANOS;
        channel.clock().ensure(closeUntil);
    }

    /** Waits for the peer's end. For the owner. */
    void await(PeerWait wait) {
        PeerWaits known = peerWaits;
        if (known == null) {
            known = new PeerWaits();
            peerWaits = known;
        }
        known.add(wait);
    }

    /** The peer has ended, or this end has begun to: those who wait for that complete. In a turn. */
    void tellPeerClosed() {
        PeerWaits known = peerWaits;
        if (known == null || known.isEmpty()) {
            return;
        }
        boolean ended =
                begun || over || channel.in().over() || channel.transport().withholdsEnd();
        if (ended || channel.writeFailure() != null) {
            List<PeerWait> waiting = known.take();
            waiting.forEach(each -> channel.complete(each::finish));
        }
    }

    /** Goes on with the sequence as far as it can. In a turn. */
    void advance() {
        WriteSide out = channel.out();
        if (!begun || over || !(out.finished() || out.broken() != null)) {
            return;
        }
        if (channel.in().over() || out.broken() != null || discardedEnough()) {
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
        channel.in().close();
        channel.out().finish();
        channel.ended();
    }

    void discarded(int count) {
        discarded = (int) Math.min((long) discarded + count, MOST_DISCARDED);
    }

    boolean discardedEnough() {
        return discarded >= MOST_DISCARDED;
    }

    /** The alarm went off: has closing taken too long? In a turn. */
    void check(long now) {
        if (!begun || over) {
            return;
        }
        if (closeUntil - now <= 0 || (lingering && lingerUntil - now <= 0)) {
            finish();
        } else {
            channel.clock().ensure(lingering ? Math.min(lingerUntil, closeUntil) : closeUntil);
        }
    }

    boolean begun() {
        return begun;
    }

    boolean over() {
        return over;
    }
}
