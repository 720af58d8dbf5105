package dev.futurewire.internal.channel;

import dev.futurewire.internal.input.InputPump;
import dev.futurewire.internal.output.OutputPump;
import dev.futurewire.TlsOptions;
import dev.futurewire.TlsSession;
import dev.futurewire.UnexpectedPlaintextException;
import dev.futurewire.internal.future.FailureOrigins;
import dev.futurewire.internal.tls.TlsEngines;
import dev.futurewire.internal.tls.TlsMachine;
import dev.futurewire.internal.tls.TlsTransport;
import dev.futurewire.internal.transport.Transport;
import dev.futurewire.observe.Operation;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ReadPendingException;
import java.util.concurrent.CompletableFuture;
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

    /** Starts an upgrade, on any thread. */
    static CompletableFuture<TlsSession> start(
            StreamChannel channel, TlsOptions options, boolean server, SocketAddress peer) {
        ChannelEvents.awaiting(channel, Operation.START_TLS);
        PendingHandshake handshake =
                new PendingHandshake(channel, channel.timer().now(), channel.callSite());
        TlsUpgrade wanted = new TlsUpgrade(channel, handshake, options, server, peer);
        channel.request(wanted::begin);
        return handshake;
    }

    /** Begins unless it must be refused. In a turn. */
    private void begin() {
        Exception refusal;
        try {
            refusal = channel.upgrade() != null
                    ? new IllegalStateException("TLS has been started on this connection already")
                    : refusal();
        } catch (RuntimeException | Error broken) {
            channel.deliverLater(() -> handshake.refuse(new IOException("failed inside", broken)));
            throw broken;
        }
        if (refusal != null) {
            channel.deliverLater(() -> handshake.refuse(refusal));
        } else if (!handshake.claimed()) {
            channel.upgrade(this);
            hold();
        }
        // Otherwise it was given up before it began: the connection is as it was.
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
    private Exception refusal() {
        OutputPump output = channel.output();
        if (channel.reader().occupied()) {
            return new ReadPendingException();
        }
        IOException broken = output.brokenBecause() != null
                ? output.brokenBecause()
                : channel.input().failure();
        if (broken != null) {
            return broken;
        }
        if (output.finishing()) {
            return FailureOrigins.mark(channel, new ClosedChannelException());
        }
        IOException refusal = plaintext();
        if (refusal != null) {
            output.refuse(FailureOrigins.mark(channel, refusal));
        }
        return refusal;
    }

    private @Nullable IOException plaintext() {
        InputPump input = channel.input();
        if (input.cleanForTls(server)) {
            return null;
        }
        IOException refusal = new UnexpectedPlaintextException(
                input.available() + " bytes of plaintext had arrived where TLS was to begin");
        input.refuse(refusal);
        return refusal;
    }

    @SuppressWarnings("ReferenceEquality") // whether the channel has completed it, not what with
    private void hold() {
        waiting = true;
        channel.input().hold();
        OutputPump output = channel.output();
        output.hold(channel.bytesOut() + output.queued());
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

    /**
     * Goes on as far as possible. In a turn.
     *
     * @return true if the transport is another one now
     */
    boolean advance() {
        boolean switched = false;
        if (waiting) {
            IOException broken = channel.output().brokenBecause();
            if (broken != null) {
                waiting = false;
                failed(broken);
            } else if (givenUp) {
                waiting = false;
            } else if (channel.output().drainedForTls(channel.bytesOut())) {
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
            channel.output().discardHeld(refusal, channel.loopThread());
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
            channel.deliverLater(() -> handshake.succeed(agreed));
        } else if (cause != null) {
            over = true;
            breakOff(cause);
            channel.deliverLater(() -> handshake.refuse(cause));
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
            channel.deliverLater(() -> handshake.refuse(cause));
        }
    }

    /** There is no session and will be none. */
    private void breakOff(IOException cause) {
        if (cause instanceof UnexpectedPlaintextException) {
            // Broken already, but what was written before it leaves.
            return;
        }
        channel.input().fail(cause);
        channel.output().fail(cause, channel.loopThread());
        if (givenUp || cause instanceof SocketTimeoutException) {
            channel.transport().close();
        }
    }
}
