package dev.futurewire.internal.channel;

import dev.futurewire.TlsOptions;
import dev.futurewire.TlsSession;
import dev.futurewire.UnexpectedPlaintextException;
import dev.futurewire.internal.future.ChannelFuture;
import dev.futurewire.internal.future.FailureOrigins;
import dev.futurewire.internal.input.InputPump;
import dev.futurewire.internal.log.Logs;
import dev.futurewire.internal.output.OutputPump;
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
 * Upgrades an open channel to TLS, at most once per channel. For the owner of the channel's turn, except where noted.
 *
 * <pre>
 *  begin: later output is held, no more plaintext is read
 *  all earlier output has been taken --> switch: TLS is inserted between channel and transport
 *     buffered input is passed to TLS if it may be the start of a handshake, otherwise the connection is broken
 *     a transport read in progress continues; its result is passed to TLS
 *  the handshake ends --> the future completes
 * </pre>
 *
 * <p>If the handshake fails, reads and writes fail with the cause. If the program cancels the handshake or it times out, the
 * socket is closed as well.
 */
final class TlsUpgrade implements TlsTransport.Handshake {
    private final StreamChannel channel;
    private final PendingHandshake handshake;
    private final TlsOptions options;
    private final boolean server;
    private final SocketAddress peer;

    /** Whether earlier output is still being sent; TLS starts afterwards. */
    private boolean waiting;

    /** The outcome of the handshake. Written by the thread that runs TLS, read in the turn. */
    private volatile @Nullable TlsSession session;

    private volatile @Nullable IOException failure;
    private volatile boolean completed;

    /** Whether the program has cancelled the handshake or timed it out; the handshake is then aborted. */
    private boolean abandoned;

    TlsUpgrade(
            StreamChannel channel, PendingHandshake handshake, TlsOptions options, boolean server, SocketAddress peer) {
        this.channel = channel;
        this.handshake = handshake;
        this.options = options;
        this.server = server;
        this.peer = peer;
    }

    /** Starts an upgrade. Any thread. */
    static CompletableFuture<TlsSession> start(
            StreamChannel channel, TlsOptions options, boolean server, SocketAddress peer) {
        if (!channel.channelOwner().supportsTls()) {
            return ChannelFuture.failed(
                    channel,
                    new UnsupportedOperationException(
                            "TLS is not available in a TestWorld, whose connections are in memory"
                                    + " and have one thread; use ChannelPair"));
        }
        ChannelEvents.awaiting(channel, Operation.START_TLS);
        PendingHandshake handshake =
                new PendingHandshake(channel, channel.timer().now(), channel.callSite());
        TlsUpgrade upgrade = new TlsUpgrade(channel, handshake, options, server, peer);
        channel.request(upgrade::begin);
        return handshake;
    }

    /** Begins the upgrade unless it must be rejected. In a turn. */
    private void begin() {
        Exception rejection;
        try {
            rejection = channel.upgrade() != null
                    ? new IllegalStateException("TLS has already been started on this connection")
                    : checkStart();
        } catch (RuntimeException | Error broken) {
            channel.deliverLater(() -> handshake.tryFailure(new IOException("internal error", broken)));
            throw broken;
        }
        if (rejection != null) {
            channel.deliverLater(() -> handshake.tryFailure(rejection));
        } else if (!handshake.claimed()) {
            channel.upgrade(this);
            hold();
        }
        // Otherwise it was cancelled before it began; the connection is unchanged.
    }

    PendingHandshake handshake() {
        return handshake;
    }

    /** The session; null until the end of the handshake has been processed. */
    @Nullable
    TlsSession session() {
        return completed ? session : null;
    }

    /** The failure of the handshake, or null. */
    @Nullable
    IOException failure() {
        return failure;
    }

    /** The reason why TLS cannot be started now, or null. Rejects further output if the reason is buffered plaintext. */
    @Nullable
    private Exception checkStart() {
        OutputPump output = channel.output();
        if (channel.reader().occupied()) {
            return new ReadPendingException();
        }
        IOException broken = output.failureOrNull() != null
                ? output.failureOrNull()
                : channel.input().failure();
        if (broken != null) {
            return broken;
        }
        if (output.finishing()) {
            return FailureOrigins.mark(channel, new ClosedChannelException());
        }
        IOException rejection = rejectPlaintext();
        if (rejection != null) {
            output.rejectWrites(FailureOrigins.mark(channel, rejection));
        }
        return rejection;
    }

    private @Nullable IOException rejectPlaintext() {
        InputPump input = channel.input();
        if (input.cleanForTls(server)) {
            return null;
        }
        IOException rejection = new UnexpectedPlaintextException(
                input.available() + " bytes of plaintext received before the start of TLS");
        input.refuse(rejection);
        return rejection;
    }

    @SuppressWarnings("ReferenceEquality") // identity distinguishes the channel's own completion from the program's
    private void hold() {
        waiting = true;
        channel.input().hold();
        OutputPump output = channel.output();
        output.hold(output.endPosition(channel.bytesOut()));
        handshake.whenDone((agreed, thrown) -> {
            boolean ours = thrown != null ? thrown == failure : agreed != null && agreed == session;
            if (!ours) {
                abandon(thrown);
            }
        });
    }

    /** Aborts the handshake because the program has cancelled it or timed it out. Any thread. */
    private void abandon(@Nullable Throwable thrown) {
        IOException cause = thrown == null || thrown instanceof TimeoutException
                ? new SocketTimeoutException("the TLS handshake was timed out by the program")
                : new SSLException("the TLS handshake was cancelled");
        if (thrown != null) {
            cause.initCause(thrown);
        }
        channel.request(() -> {
            if (failure != null) {
                return;
            }
            failure = cause;
            abandoned = true;
            session = null;
            if (completed) {
                // A session was established at the same moment; the program did not receive it.
                breakConnection(cause);
            }
        });
    }

    /**
     * Advances the upgrade as far as possible. In a turn.
     *
     * @return true if the transport has been replaced
     */
    boolean advance() {
        boolean switched = false;
        if (waiting) {
            IOException broken = channel.output().failureOrNull();
            if (broken != null) {
                waiting = false;
                failed(broken);
            } else if (abandoned) {
                waiting = false;
            } else if (channel.output().drainedForTls(channel.bytesOut())) {
                waiting = false;
                switched = switchOver();
            }
        }
        reportOutcome();
        return switched;
    }

    private boolean switchOver() {
        IOException rejection = rejectPlaintext();
        if (rejection != null) {
            channel.output().discardHeld(rejection, channel.loopThread());
            failed(rejection);
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
            // The options were checked when built, but an SSLContext supplied by the program may still fail.
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
                channel.loop()::report,
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
        signalOutcome();
    }

    @Override
    public void failed(IOException cause) {
        failure = cause;
        signalOutcome();
    }

    /** Requests a turn: {@link #advance} processes the outcome. */
    private void signalOutcome() {
        channel.signal();
    }

    private void reportOutcome() {
        if (completed) {
            return;
        }
        TlsSession agreed = session;
        IOException cause = failure;
        if (agreed != null) {
            completed = true;
            channel.deliverLater(() -> handshake.trySuccess(agreed));
        } else if (cause != null) {
            completed = true;
            breakConnection(cause);
            channel.deliverLater(() -> handshake.tryFailure(cause));
        }
    }

    /** Fails a pending handshake because the connection has ended. */
    void ended() {
        if (!completed) {
            completed = true;
            waiting = false;
            IOException known = failure;
            IOException cause = known != null ? known : new AsynchronousCloseException();
            failure = cause;
            channel.deliverLater(() -> handshake.tryFailure(cause));
        }
    }

    /** Fails both directions of a connection whose handshake has failed. */
    private void breakConnection(IOException cause) {
        if (cause instanceof UnexpectedPlaintextException) {
            // Already rejected; earlier output is still sent.
            return;
        }
        channel.input().fail(cause);
        channel.output().fail(cause, channel.loopThread());
        if (abandoned || cause instanceof SocketTimeoutException) {
            channel.transport().close();
        }
    }
}
