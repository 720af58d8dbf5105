package dev.futurewire.internal.channel;

import dev.futurewire.internal.output.OutputPump;
import dev.futurewire.CloseReason;
import dev.futurewire.internal.future.CloseFutures;
import dev.futurewire.internal.memory.Survival;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The end of a connection: its reason, the close sequence, and the futures that wait for the end. A channel has one only when
 * something concerns its end.
 *
 * <pre>
 *  OPEN --begin--> CLOSING: reads fail, no more writes, input is dropped; queued output is sent, then FIN
 *  CLOSING --FIN sent--> LINGERING: until the peer's end, 1 MiB of dropped input, or {@link #LINGER_NANOS}
 *  OPEN, CLOSING, LINGERING --finish (abort, or the above, or {@link #LONGEST_NANOS} after begin)--> OVER
 * </pre>
 *
 * <p>FIN first, then reading until the peer has ended too: closing with unread input would make the operating system reset the
 * connection, and the reset destroys what the peer has not read yet (RFC 9112, 9.6; nginx' lingering_close).
 *
 * <p>The reason may be given from any thread; the first one given is the connection's. Everything else belongs to the owner of
 * the channel's turn, except where noted.
 */
final class ChannelLifecycle {
    /** How long a closing connection waits for the peer's end after its own FIN: two seconds. */
    static final long LINGER_NANOS = 2_000_000_000L;

    /** How long closing may take in all: five seconds. */
    static final long LONGEST_NANOS = 5_000_000_000L;

    /** The most input that a closing connection reads and drops: 1 MiB. */
    static final int MOST_DISCARDED = 1024 * 1024;

    private static final VarHandle REASON;
    private static final VarHandle CLOSED;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            REASON = lookup.findVarHandle(ChannelLifecycle.class, "reason", CloseReason.class);
            CLOSED = lookup.findVarHandle(ChannelLifecycle.class, "closed", CloseFutures.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private enum State {
        OPEN,
        CLOSING,
        LINGERING,
        OVER
    }

    private final StreamChannel channel;
    private volatile @Nullable CloseReason reason;

    /** Also read from outside. */
    private volatile State state = State.OPEN;

    /** The number of input bytes dropped. */
    private int discarded;

    private long lingerUntil;
    private long closeUntil;

    /** The futures of {@code closed()}; null while none was asked for. */
    private volatile @Nullable CloseFutures closed;

    /** The futures of {@code peerClosed()}; null while none was asked for. */
    private @Nullable PeerWaits peerWaits;

    /** A turn has failed: the end must be reached whatever fails on the way. */
    private boolean failed;

    /** How far {@link #end} has come, should it be repeated because there was no memory for it. */
    private boolean left;

    private boolean ended;

    ChannelLifecycle(StreamChannel channel) {
        this.channel = channel;
    }

    // The reason

    /** Gives a reason, on any thread; the first one counts. */
    void reason(CloseReason why) {
        REASON.compareAndSet(this, null, why);
    }

    @Nullable
    CloseReason reason() {
        return reason;
    }

    /** Whether the handler's stage has ended normally. */
    boolean handlerEnded() {
        CloseReason why = reason;
        return why == CloseReason.HANDLER_DONE || why == CloseReason.END_OF_STREAM;
    }

    // The close sequence

    /** Begins to close gracefully. */
    void begin() {
        if (state != State.OPEN) {
            return;
        }
        state = State.CLOSING;
        channel.reader().close();
        discarded(channel.input().discard());
        channel.output().finish();
        closeUntil = channel.timer().now() + LONGEST_NANOS;
        channel.timeouts().ensure(closeUntil);
    }

    /** Goes on with the sequence as far as possible. In a turn. */
    void advance() {
        if (begun() && !over()) {
            linger();
        }
        notifyPeerClosed();
    }

    private void linger() {
        OutputPump output = channel.output();
        boolean broken = output.brokenBecause() != null;
        if (!output.ended() && !broken) {
            return;
        }
        if (channel.input().over() || broken || discardedEnough()) {
            finish();
        } else if (state == State.CLOSING) {
            state = State.LINGERING;
            lingerUntil = channel.timer().now() + LINGER_NANOS;
            channel.timeouts().ensure(lingerUntil);
        }
    }

    /** Ends the connection now. */
    void finish() {
        if (over()) {
            return;
        }
        state = State.OVER;
        channel.reader().close();
        channel.output().finish();
        end();
    }

    /** Ends the connection because a turn has failed; repeated if that fails itself. */
    void fail(CloseReason why, Throwable failure) {
        boolean first = !failed;
        failed = true;
        reason(why);
        channel.transport().close();
        if (first) {
            Survival.survived(channel + ": failed inside, aborting", failure);
        }
        finish();
        if (!ended) {
            end();
        }
    }

    /** The transport is closed: what waits is completed, and the owner of the channel is notified. */
    private void end() {
        CloseReason why = reason != null ? reason : CloseReason.ABORTED;
        channel.release();
        if (!left) {
            left = true;
            channel.loop().channelClosed();
        }
        channel.host().ended(channel);
        ended = true;
        ChannelEvents.ended(channel, why);
        BlockingHandlerTask.over(channel);
        channel.deliverLater(() -> {
            ChannelEvents.closed(channel, why);
            futures().end(why);
            channel.host().closeNotified(channel);
        });
    }

    /** Counts dropped input. */
    void discarded(int count) {
        discarded = (int) Math.min((long) discarded + count, MOST_DISCARDED);
    }

    /** Whether as much input has been dropped as a closing connection may receive. */
    boolean discardedEnough() {
        return discarded >= MOST_DISCARDED;
    }

    /** Ends closing that has taken too long. In a turn, when the alarm has fired. */
    void check(long now) {
        if (!begun() || over()) {
            return;
        }
        boolean lingering = state == State.LINGERING;
        if (closeUntil - now <= 0 || (lingering && lingerUntil - now <= 0)) {
            finish();
        } else {
            channel.timeouts().ensure(lingering ? Math.min(lingerUntil, closeUntil) : closeUntil);
        }
    }

    /** Whether the connection is being closed, or was. From any thread. */
    boolean begun() {
        return state != State.OPEN;
    }

    /** Whether the connection has ended. From any thread. */
    boolean over() {
        return state == State.OVER;
    }

    // The futures

    /** A future of {@code closed()}. From any thread. */
    CompletableFuture<CloseReason> closed() {
        return futures().future();
    }

    private CloseFutures futures() {
        CloseFutures known = closed;
        if (known == null) {
            CLOSED.compareAndSet(this, null, new CloseFutures(channel));
            return futures();
        }
        return known;
    }

    /** Adds a future of {@code peerClosed()}. */
    void await(PeerWait wait) {
        PeerWaits known = peerWaits;
        if (known == null) {
            known = new PeerWaits();
            peerWaits = known;
        }
        known.add(wait);
    }

    /** Completes the futures of {@code peerClosed()} if the peer has ended, or this end has begun to. In a turn. */
    private void notifyPeerClosed() {
        PeerWaits known = peerWaits;
        if (known == null || known.isEmpty()) {
            return;
        }
        boolean peerEnded =
                begun() || channel.input().over() || channel.transport().withholdsEnd();
        if (peerEnded || channel.writeFailure() != null) {
            List<PeerWait> waiting = known.take();
            waiting.forEach(each -> channel.deliverLater(each::finish));
        }
    }
}
