package dev.futurewire.internal.channel;

import dev.futurewire.CloseReason;
import dev.futurewire.internal.future.CloseFutures;
import dev.futurewire.internal.future.EventWait;
import dev.futurewire.internal.future.EventWaits;
import dev.futurewire.internal.memory.Survival;
import dev.futurewire.internal.output.OutputPump;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The end of a connection: its reason, the close sequence, and the futures that wait for the end. Created when a channel is
 * closed or its end is first awaited.
 *
 * <pre>
 *  OPEN --begin--> CLOSING: reads and writes fail, input is discarded; queued output is sent, then FIN
 *  CLOSING --FIN sent--> LINGERING: until the peer ends, 1 MiB of input is discarded, or {@link #LINGER_NANOS}
 *  OPEN, CLOSING, LINGERING --finish (abort, or the above, or {@link #MAX_CLOSE_NANOS} after begin)--> OVER
 * </pre>
 *
 * <p>The channel sends FIN, then reads until the peer ends too. Closing with unread input would make the operating system reset
 * the connection, and a reset discards data that the peer has not read yet (RFC 9112, section 9.6; nginx lingering_close).
 *
 * <p>The reason may be set by any thread; the first one set wins. Everything else belongs to the owner of the channel's turn,
 * except where noted.
 */
final class ChannelLifecycle {
    /** Maximum time to wait for the peer's end after sending FIN: 2 s. */
    static final long LINGER_NANOS = 2_000_000_000L;

    /** Maximum duration of the close sequence: 5 s. */
    static final long MAX_CLOSE_NANOS = 5_000_000_000L;

    /** Maximum amount of input that a closing connection reads and discards: 1 MiB. */
    static final int MAX_DISCARDED = 1024 * 1024;

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

    /** Also read by other threads. */
    private volatile State state = State.OPEN;

    /** Number of input bytes discarded. */
    private int discarded;

    private long lingerUntil;
    private long closeUntil;

    /** Futures of {@code closed()}; null until one is requested. */
    private volatile @Nullable CloseFutures closed;

    /** Futures of {@code peerClosed()}; null until one is requested. */
    private @Nullable EventWaits peerWaits;

    /** Whether a turn has failed: the connection then ends even if ending it fails. */
    private boolean failed;

    /** Steps of {@link #end} that are done: it is repeated if memory is exhausted. */
    private boolean loopNotified;

    private boolean ownerNotified;

    ChannelLifecycle(StreamChannel channel) {
        this.channel = channel;
    }

    // The reason

    /** Sets the reason if none is set. Any thread. */
    void reason(CloseReason closeReason) {
        REASON.compareAndSet(this, null, closeReason);
    }

    @Nullable
    CloseReason reason() {
        return reason;
    }

    /** Whether the handler's stage has completed normally. */
    boolean handlerEnded() {
        CloseReason closeReason = reason;
        return closeReason == CloseReason.HANDLER_DONE || closeReason == CloseReason.END_OF_STREAM;
    }

    // The close sequence

    /** Starts a graceful close. */
    void begin() {
        if (state != State.OPEN) {
            return;
        }
        state = State.CLOSING;
        channel.reader().close();
        discarded(channel.input().discard());
        channel.output().finish();
        closeUntil = channel.timer().now() + MAX_CLOSE_NANOS;
        channel.timeouts().ensure(closeUntil);
    }

    /** Advances the close sequence as far as possible. In a turn. */
    void advance() {
        if (closing() && !ended()) {
            linger();
        }
        notifyPeerClosed();
    }

    private void linger() {
        OutputPump output = channel.output();
        boolean broken = output.failureOrNull() != null;
        if (!output.ended() && !broken) {
            return;
        }
        if (channel.input().finished() || broken || discardedEnough()) {
            finish();
        } else if (state == State.CLOSING) {
            state = State.LINGERING;
            lingerUntil = channel.timer().now() + LINGER_NANOS;
            channel.timeouts().ensure(lingerUntil);
        }
    }

    /** Ends the connection immediately. */
    void finish() {
        if (ended()) {
            return;
        }
        state = State.OVER;
        channel.reader().close();
        channel.output().finish();
        end();
    }

    /** Ends the connection because a turn has failed. Called again if it throws. */
    void fail(CloseReason closeReason, Throwable failure) {
        boolean first = !failed;
        failed = true;
        reason(closeReason);
        channel.transport().close();
        if (first) {
            Survival.survived(channel + ": aborted because of an unexpected error", failure);
        }
        finish();
        if (!ownerNotified) {
            end();
        }
    }

    /** Closes the transport, fails pending operations and notifies the channel's owner. */
    private void end() {
        CloseReason closeReason = reason != null ? reason : CloseReason.ABORTED;
        channel.release();
        if (!loopNotified) {
            loopNotified = true;
            channel.loop().channelClosed();
        }
        channel.channelOwner().ended(channel);
        ownerNotified = true;
        ChannelEvents.recordClosed(channel, closeReason);
        BlockingHandlerTask.interruptHandler(channel);
        channel.deliverLater(() -> {
            ChannelEvents.closed(channel, closeReason);
            futures().end(closeReason);
            channel.channelOwner().closeNotified(channel);
        });
    }

    /** Counts discarded input. */
    void discarded(int count) {
        discarded = (int) Math.min((long) discarded + count, MAX_DISCARDED);
    }

    /** Whether the limit on discarded input has been reached. */
    boolean discardedEnough() {
        return discarded >= MAX_DISCARDED;
    }

    /** Ends the connection if closing has taken too long. In a turn, when the alarm has fired. */
    void check(long now) {
        if (!closing() || ended()) {
            return;
        }
        boolean lingering = state == State.LINGERING;
        if (closeUntil - now <= 0 || (lingering && lingerUntil - now <= 0)) {
            finish();
        } else {
            channel.timeouts().ensure(lingering ? Math.min(lingerUntil, closeUntil) : closeUntil);
        }
    }

    /** Whether the connection is closing or has ended. Any thread. */
    boolean closing() {
        return state != State.OPEN;
    }

    /** Whether the connection has ended. Any thread. */
    boolean ended() {
        return state == State.OVER;
    }

    // The futures

    /** A future of {@code closed()}. Any thread. */
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
    void await(EventWait wait) {
        EventWaits known = peerWaits;
        if (known == null) {
            known = new EventWaits();
            peerWaits = known;
        }
        known.add(wait);
    }

    /** Completes the futures of {@code peerClosed()} if the peer has ended or this end is closing. In a turn. */
    private void notifyPeerClosed() {
        EventWaits known = peerWaits;
        if (known == null || known.isEmpty()) {
            return;
        }
        boolean peerEnded =
                closing() || channel.input().finished() || channel.transport().withholdsEnd();
        if (peerEnded || channel.writeFailure() != null) {
            List<EventWait> waiting = known.take();
            waiting.forEach(each -> channel.deliverLater(each::finish));
        }
    }
}
