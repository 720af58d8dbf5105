package dev.futurewire.internal.channel;

import dev.futurewire.TlsOptions;
import dev.futurewire.TlsSession;
import dev.futurewire.UnexpectedPlaintextException;
import dev.futurewire.internal.future.FailureOrigins;
import dev.futurewire.internal.tls.TlsEngines;
import dev.futurewire.internal.tls.TlsMachine;
import dev.futurewire.internal.tls.TlsTransport;
import dev.futurewire.internal.transport.Transport;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ReadPendingException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * How a running channel gets TLS. One for a channel's life; for the owner of its turn.
 *
 * <pre>
 *  begin: output is held where it is now, no more plaintext is read
 *  all output from before has been taken --> switch: TLS goes between channel and transport
 *     what has been received goes to TLS if it can be the beginning of a handshake, else the connection is broken
 *     a transport read that is under way goes on; what it brings goes to TLS
 *  the handshake ends --> the future completes
 * </pre>
 *
 * Without a session the connection is of no use: reads and writes fail with the cause. Where the program gave the handshake up,
 * or its time is over, the socket is closed as well.
 */
final class TlsUpgrade implements TlsTransport.Handshake {
    private final StreamChannel channel;
    private final PendingHandshake handshake;
    private final TlsOptions options;
    private final boolean server;
    private final SocketAddress peer;

    /** What the channel wrote before is being sent; TLS follows. */
    private boolean waiting;

    /** Up to here output goes to the present transport, the rest to TLS; -1: all goes where the channel's goes. */
    private long heldFrom = -1;

    /** How the handshake ended. Written by whoever moves TLS, read in the turn. */
    private volatile @Nullable TlsSession session;

    private volatile @Nullable IOException failure;
    private volatile boolean over;

    /** No future waits for the outcome: a handshake that would go on is broken off. */
    private boolean givenUp;

    TlsUpgrade(
            StreamChannel channel, PendingHandshake handshake, TlsOptions options, boolean server, SocketAddress peer) {
        this.channel = channel;
        this.handshake = handshake;
        this.options = options;
        this.server = server;
        this.peer = peer;
    }

    PendingHandshake handshake() {
        return handshake;
    }

    /** What was agreed on; null before the end of the handshake has been taken in. */
    @Nullable
    TlsSession session() {
        return over ? session : null;
    }

    /** What the handshake failed with; null unless it did. */
    @Nullable
    IOException failure() {
        return failure;
    }

    /** Why TLS cannot be started now, or null. A refusal for what was received breaks the connection. */
    @Nullable
    Exception refusal() {
        ReadSide reading = channel.in();
        WriteSide writing = channel.out();
        PendingRead<?> waiter = reading.waiter();
        if (waiter != null && !waiter.claimed()) {
            return new ReadPendingException();
        }
        IOException broken = writing.broken() != null ? writing.broken() : reading.broken();
        if (broken != null) {
            return broken;
        }
        if (writing.finishing()) {
            return FailureOrigins.mark(channel, new ClosedChannelException());
        }
        IOException refusal = plaintext();
        if (refusal != null) {
            writing.refuse(FailureOrigins.mark(channel, refusal));
        }
        return refusal;
    }

    private @Nullable IOException plaintext() {
        ReadSide reading = channel.in();
        if (reading.cleanForTls(server)) {
            return null;
        }
        IOException refusal = new UnexpectedPlaintextException(
                reading.buffered() + " bytes of plaintext had arrived where TLS was to begin");
        reading.refuse(refusal);
        return refusal;
    }

    @SuppressWarnings("ReferenceEquality") // whether the channel has completed it, not what with
    void begin() {
        waiting = true;
        channel.in().hold();
        heldFrom = channel.out().hold();
        handshake.whenDone((agreed, thrown) -> {
            boolean ours = thrown != null ? thrown == failure : agreed != null && agreed == session;
            if (!ours) {
                giveUp(thrown);
            }
        });
    }

    /** The program has timed the handshake out or cancelled it: its connection is neither plaintext nor TLS. Any thread. */
    private void giveUp(@Nullable Throwable thrown) {
        IOException cause = thrown == null || thrown instanceof TimeoutException
                ? new SocketTimeoutException("the program's deadline for the TLS handshake has passed")
                : new SSLException("the TLS handshake was given up");
        if (thrown != null) {
            cause.initCause(thrown);
        }
        channel.request(() -> {
            if (failure != null) {
                return;
            }
            failure = cause;
            givenUp = true;
            session = null;
            if (over) {
                // There was a session at that moment, which the program knows nothing of.
                breakOff(cause);
            }
        });
    }

    /** Whether output from there on waits for TLS. */
    boolean holds(long position) {
        return heldFrom >= 0 && position >= heldFrom;
    }

    /**
     * Goes on as far as possible. In a turn.
     *
     * @return true if the transport is another one now
     */
    boolean advance() {
        boolean switched = false;
        if (waiting) {
            IOException broken = channel.out().broken();
            if (broken != null) {
                waiting = false;
                failed(broken);
            } else if (givenUp) {
                waiting = false;
            } else if (channel.out().drained()) {
                waiting = false;
                switched = switchOver();
            }
        }
        report();
        return switched;
    }

    private boolean switchOver() {
        IOException refusal = plaintext();
        if (refusal != null) {
            heldFrom = -1;
            channel.out().refuseHeld(refusal);
            failed(refusal);
            return false;
        }
        Transport plain = channel.transport();
        TlsMachine machine;
        try {
            machine = new TlsMachine(
                    server ? TlsEngines.server(options) : TlsEngines.client(options, peer),
                    options.requireCloseNotify());
            machine.begin();
        } catch (SSLException | RuntimeException | LinkageError impossible) {
            // The options were tried when they were built; a context of the program's own can still refuse.
            Logs.limited(
                    System.Logger.Level.WARNING,
                    "connections on which TLS could not be started",
                    () -> channel + ": TLS cannot be started",
                    impossible);
            failed(new SSLException("TLS cannot be started: " + impossible, impossible));
            return false;
        }
        TlsTransport secure = new TlsTransport(
                plain,
                machine,
                channel.loop()::submit,
                channel.loop()::afterArrivals,
                channel.timer(),
                options.handshakeTimeout());
        channel.switchTo(secure);
        heldFrom = -1;
        secure.start(this);
        handshake.until(secure.deadline());
        return true;
    }

    @Override
    public void established(TlsMachine machine) {
        session = TlsEngines.session(machine.engine(), server);
        outcome();
    }

    @Override
    public void failed(IOException cause) {
        failure = cause;
        outcome();
    }

    /** Is taken in by {@link #advance}, in one more step if this is told inside a turn that has passed it already. */
    private void outcome() {
        channel.signal();
    }

    private void report() {
        if (over) {
            return;
        }
        TlsSession agreed = session;
        IOException cause = failure;
        if (agreed != null) {
            over = true;
            channel.complete(() -> handshake.succeed(agreed));
        } else if (cause != null) {
            over = true;
            breakOff(cause);
            channel.complete(() -> handshake.refuse(cause));
        }
    }

    /** The connection is over, or its turn has failed: an outcome that is still waited for will not come. */
    void ended() {
        if (!over) {
            over = true;
            waiting = false;
            IOException known = failure;
            IOException cause = known != null ? known : new AsynchronousCloseException();
            failure = cause;
            channel.complete(() -> handshake.refuse(cause));
        }
    }

    /** There is no session and will be none. */
    private void breakOff(IOException cause) {
        if (cause instanceof UnexpectedPlaintextException) {
            // Broken already, but what was written before it leaves.
            return;
        }
        channel.in().fail(cause);
        channel.out().fail(cause);
        if (givenUp || cause instanceof SocketTimeoutException) {
            channel.transport().close();
        }
    }
}
