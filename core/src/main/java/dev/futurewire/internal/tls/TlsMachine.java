package dev.futurewire.internal.tls;

import dev.futurewire.TlsTruncatedException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * One end of a TLS connection as a state machine without sockets, threads or clocks: ciphertext and plaintext pass through
 * buffers. The cryptography and the protocol are those of the JDK's {@link SSLEngine}; this class enforces limits.
 *
 * <h2>Theory of operation</h2>
 *
 * <p>The driver first runs {@link #task()}, then calls {@link #wrap} if {@link #wantsWrap()} or it has plaintext, then {@link
 * #unwrap} with the received bytes. {@code unwrap} decrypts only whole records; {@link #need()} says why it stopped. Every
 * call of the engine must consume or produce a byte or change the engine's status, otherwise the machine fails: no peer can
 * make it spin.
 *
 * <p>Two things that the engine cannot be configured to reject are rejected here. A handshake record after a TLS 1.2 handshake
 * is a renegotiation; it is rejected before it reaches the engine. Records without data (empty ones, KeyUpdate, session
 * tickets) cost the receiver work and the sender nothing; at most {@link #MAX_RECORDS_WITHOUT_DATA} in a row are accepted.
 *
 * <p>TLS 1.3 has two independent directions. In TLS 1.2, the peer's {@code close_notify} ends both (RFC 5246, 7.2.1): the
 * engine answers it and takes no more plaintext. {@link #endsBoth} lets the driver send pending output before that.
 */
public final class TlsMachine {
    /** The limit for consecutive records without data: 32, as in OpenSSL (empty records) and BoringSSL (KeyUpdate). */
    public static final int MAX_RECORDS_WITHOUT_DATA = 32;

    /** The limit for the records of a handshake: 512. A long certificate chain takes a few dozen. */
    public static final int MAX_HANDSHAKE_RECORDS = 512;

    /** The largest plaintext of a record: 16 KiB (RFC 8446, 5.1). */
    public static final int MAX_FRAGMENT = 16 * 1024;

    private static final int HEADER = 5;
    private static final int ALERT = 21;
    private static final int HANDSHAKE = 22;
    private static final int MAX_ALERTS = 4;
    private static final ByteBuffer EMPTY = ByteBuffer.allocate(0);

    private final SSLEngine engine;
    private final boolean requireCloseNotify;
    private boolean established;
    private boolean tls13;
    private boolean inputEnded;
    private boolean outputEnded;
    private boolean closing;
    private int withoutData;
    private int handshakeRecords;
    private long steps;
    private Need need = Need.INPUT;

    /** Why {@link #unwrap} stopped. */
    public enum Need {
        /** There is no whole record. */
        INPUT,
        /** The plaintext of the next record does not fit. */
        ROOM,
        /** {@link #wrap} or {@link #task} is due, or the input has ended. */
        OTHER
    }

    /**
     * Creates a machine for an engine.
     *
     * @param engine configured, and its handshake not begun
     * @param requireCloseNotify whether an end without close_notify is a failure
     */
    public TlsMachine(SSLEngine engine, boolean requireCloseNotify) {
        this.engine = engine;
        this.requireCloseNotify = requireCloseNotify;
    }

    /**
     * Begins the handshake.
     *
     * @throws SSLException if the engine's configuration is unusable
     */
    public void begin() throws SSLException {
        engine.beginHandshake();
    }

    /**
     * Returns long-running work of the handshake. It runs on any thread, before any other use of this machine.
     *
     * @return a task that does all the work due now, or null
     */
    public @Nullable Runnable task() {
        if (engine.getHandshakeStatus() != HandshakeStatus.NEED_TASK) {
            return null;
        }
        return () -> {
            for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
                task.run();
            }
        };
    }

    /**
     * Returns whether the protocol has a message of its own to send.
     *
     * @return true if {@link #wrap} is due, even without plaintext
     */
    public boolean wantsWrap() {
        return engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP && !outputEnded && !(halfClosed() && !closing);
    }

    /** The peer has ended its direction and ours is open. The engine then requests a wrap although it has nothing to send. */
    private boolean halfClosed() {
        return inputEnded && tls13;
    }

    /**
     * Produces records: first the protocol's own messages, then plaintext once there is a session.
     *
     * @param plaintext the data to send; its position advances
     * @param records receives the records; has room for one
     * @return the number of plaintext bytes taken
     * @throws SSLException if the engine fails; only {@link #alert} may follow
     */
    public int wrap(ByteBuffer plaintext, ByteBuffer records) throws SSLException {
        int from = plaintext.position();
        while (records.remaining() >= packetSize()) {
            HandshakeStatus before = engine.getHandshakeStatus();
            if (before == HandshakeStatus.NEED_TASK) {
                break;
            }
            boolean own = wantsWrap();
            if (!own && !(canSend() && plaintext.hasRemaining())) {
                break;
            }
            SSLEngineResult result = engine.wrap(own ? EMPTY : plaintext, records);
            steps++;
            checkEstablished(result);
            if (result.getStatus() == Status.CLOSED || engine.isOutboundDone()) {
                outputEnded = true;
                break;
            }
            if (result.getStatus() != Status.OK) {
                break;
            }
            requireProgress(result, before);
        }
        return plaintext.position() - from;
    }

    /**
     * Decrypts records. Stops before one that would end both directions of a session that has just begun, because pending
     * output is sent first.
     *
     * @param records the received bytes; the position advances past the decrypted records
     * @param plaintext receives the data
     * @return the number of plaintext bytes produced
     * @throws SSLException if the records are invalid; only {@link #alert} may follow
     */
    public int unwrap(ByteBuffer records, ByteBuffer plaintext) throws SSLException {
        int from = plaintext.position();
        boolean inSessionBefore = established;
        need = Need.OTHER;
        while (!inputEnded) {
            HandshakeStatus before = engine.getHandshakeStatus();
            if (before == HandshakeStatus.NEED_TASK || wantsWrap()) {
                break;
            }
            if (!records.hasRemaining()) {
                need = Need.INPUT;
                break;
            }
            if (established && !tls13 && !mayUnwrap(records, plaintext.position() > from || !inSessionBefore)) {
                break;
            }
            boolean inSession = established;
            SSLEngineResult result = engine.unwrap(records, plaintext);
            steps++;
            checkEstablished(result);
            if (result.getStatus() == Status.BUFFER_UNDERFLOW) {
                need = Need.INPUT;
                break;
            }
            if (result.getStatus() == Status.BUFFER_OVERFLOW) {
                need = Need.ROOM;
                break;
            }
            checkLimits(result, inSession);
            if (engine.isInboundDone()) {
                inputEnded = true;
            } else {
                requireProgress(result, before);
            }
        }
        return plaintext.position() - from;
    }

    /** In a TLS 1.2 session, the type of a record is not encrypted. */
    private static boolean mayUnwrap(ByteBuffer records, boolean dataBefore) throws SSLException {
        int type = type(records);
        if (type == HANDSHAKE) {
            throw new SSLException("the peer asks for a renegotiation, which is refused");
        }
        // Data is delivered and the session used first, since an alert may end the output as well.
        return !(type == ALERT && dataBefore);
    }

    private static int type(ByteBuffer records) {
        return records.get(records.position()) & 0xff;
    }

    private void checkLimits(SSLEngineResult result, boolean inSession) throws SSLException {
        if (result.bytesConsumed() == 0) {
            return;
        }
        if (!inSession) {
            if (++handshakeRecords > MAX_HANDSHAKE_RECORDS) {
                throw new SSLException("the handshake takes more than " + MAX_HANDSHAKE_RECORDS + " records");
            }
        } else if (result.bytesProduced() > 0) {
            withoutData = 0;
        } else if (++withoutData > MAX_RECORDS_WITHOUT_DATA) {
            throw new SSLException("more than " + MAX_RECORDS_WITHOUT_DATA
                    + " records in a row without data: empty ones, KeyUpdate or the like");
        }
    }

    private static void requireProgress(SSLEngineResult result, HandshakeStatus before) throws SSLException {
        if (result.bytesConsumed() == 0
                && result.bytesProduced() == 0
                && result.getHandshakeStatus() == before
                && before != HandshakeStatus.NOT_HANDSHAKING) {
            throw new SSLException("the TLS engine makes no progress in state " + before);
        }
    }

    private void checkEstablished(SSLEngineResult result) {
        if (!established
                && (result.getHandshakeStatus() == HandshakeStatus.FINISHED
                        || engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING)
                && result.getStatus() == Status.OK
                && !engine.isOutboundDone()) {
            established = true;
            tls13 = "TLSv1.3".equals(engine.getSession().getProtocol());
        }
    }

    /**
     * Returns whether the next record may end both directions, as an alert does in TLS 1.2.
     *
     * @param records the received bytes
     * @return true if pending output should be sent first
     */
    public boolean endsBoth(ByteBuffer records) {
        return established && !tls13 && records.hasRemaining() && type(records) == ALERT;
    }

    /**
     * Returns how much plaintext the next record may hold.
     *
     * @param records the received bytes
     * @return an upper bound in bytes
     */
    public static int roomFor(ByteBuffer records) {
        if (records.remaining() < HEADER) {
            return MAX_FRAGMENT;
        }
        int at = records.position() + HEADER - 2;
        return (records.get(at) & 0xff) << 8 | (records.get(at + 1) & 0xff);
    }

    /**
     * Handles the end of the stream below.
     *
     * @throws TlsTruncatedException unless the peer has sent close_notify, or an end without it is tolerated
     */
    public void endOfInput() throws TlsTruncatedException {
        if (inputEnded) {
            return;
        }
        if (!established) {
            throw new TlsTruncatedException("the connection ended during the TLS handshake");
        }
        if (requireCloseNotify) {
            throw new TlsTruncatedException("the connection ended without close_notify: the stream may be truncated");
        }
        inputEnded = true;
    }

    /** Ends the output: {@link #wrap} produces the close_notify. */
    public void closeOutput() {
        closing = true;
        engine.closeOutbound();
    }

    /**
     * Ends the machine after a failure, and produces the alerts for the peer, if any.
     *
     * @param records receives the alerts
     */
    public void alert(ByteBuffer records) {
        closing = true;
        engine.closeOutbound();
        try {
            for (int i = 0; i < MAX_ALERTS && !engine.isOutboundDone() && records.remaining() >= packetSize(); i++) {
                if (engine.getHandshakeStatus() == HandshakeStatus.NEED_TASK
                        || engine.wrap(EMPTY, records).bytesProduced() == 0) {
                    break;
                }
            }
        } catch (SSLException known) {
            // The failure that caused the alert, once more.
        }
        inputEnded = true;
        outputEnded = true;
    }

    /**
     * Returns whether the handshake has succeeded.
     *
     * @return true from then on
     */
    public boolean established() {
        return established;
    }

    /**
     * Returns whether plaintext can be sent.
     *
     * @return false before the end of the handshake and after the end of the output
     */
    public boolean canSend() {
        return established && !outputEnded && !closing;
    }

    /**
     * Returns whether the output has ended.
     *
     * @return true once close_notify has been produced
     */
    public boolean outputEnded() {
        return outputEnded;
    }

    /**
     * Returns whether the peer has ended its direction.
     *
     * @return true after its close_notify, or an end that is tolerated
     */
    public boolean inputEnded() {
        return inputEnded;
    }

    /**
     * Returns why the last {@link #unwrap} stopped.
     *
     * @return what it needs
     */
    public Need need() {
        return need;
    }

    /**
     * Returns how much room {@link #wrap} needs.
     *
     * @return the size of the largest record in bytes
     */
    public int packetSize() {
        return engine.getSession().getPacketBufferSize();
    }

    /**
     * Returns the engine, which knows what was negotiated.
     *
     * @return the engine
     */
    public SSLEngine engine() {
        return engine;
    }

    /**
     * Returns how often the engine was called.
     *
     * @return the number of calls
     */
    public long steps() {
        return steps;
    }
}
