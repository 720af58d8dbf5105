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
 * One end of a TLS connection as a machine that knows no socket, thread or clock: ciphertext and plaintext go in and out
 * of buffers. The cryptography and the protocol are the JDK's {@link SSLEngine}; this holds it to limits.
 *
 * <h2>Theory of operation</h2>
 *
 * <p>The driver asks for {@link #task()} first, then for {@link #wantsWrap()} and {@link #wrap}, then calls {@link #unwrap}
 * with what has arrived. {@code unwrap} opens whole records only and says by {@link #need()} why it stopped. Every call of
 * the engine must consume or produce a byte or change the engine's status, else the machine fails: no peer can make it
 * spin.
 *
 * <p>The engine cannot be told to refuse two things, so the machine does. A handshake record after a TLS 1.2 handshake is a
 * renegotiation: refused before the engine sees it. And records that carry no data (empty ones, KeyUpdate, session tickets)
 * cost the receiver work and the sender nothing: {@link #MOST_USELESS_RECORDS} in a row are enough.
 *
 * <p>TLS 1.3 has two independent directions. In TLS 1.2 the peer's {@code close_notify} ends both (RFC 5246, 7.2.1): the
 * engine answers it and takes no more plaintext. {@link #endsBoth} lets the driver send what it has before that.
 */
public final class TlsMachine {
    /** How many records in a row may carry no data: 32, as in OpenSSL (empty records) and BoringSSL (KeyUpdate). */
    public static final int MOST_USELESS_RECORDS = 32;

    /** How many records a handshake may take: 512. A long certificate chain takes a few dozen. */
    public static final int MOST_HANDSHAKE_RECORDS = 512;

    /** The plaintext of the largest record: 16 KiB (RFC 8446, 5.1). */
    public static final int LARGEST_FRAGMENT = 16 * 1024;

    private static final int HEADER = 5;
    private static final int ALERT = 21;
    private static final int HANDSHAKE = 22;
    private static final int MOST_ALERTS = 4;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final SSLEngine engine;
    private final boolean requireCloseNotify;
    private boolean established;
    private boolean tls13;
    private boolean inputEnded;
    private boolean outputEnded;
    private boolean closing;
    private int useless;
    private int handshakeRecords;
    private long steps;
    private Need need = Need.INPUT;

    /** Why {@link #unwrap} stopped. */
    public enum Need {
        /** It has no whole record. */
        INPUT,
        /** The plaintext of the next record does not fit. */
        ROOM,
        /** {@link #wrap} or {@link #task} come first, or nothing will come any more. */
        OTHER
    }

    /**
     * Wraps an engine.
     *
     * @param engine configured, its handshake not begun
     * @param requireCloseNotify whether an end without close_notify is a failure
     */
    public TlsMachine(SSLEngine engine, boolean requireCloseNotify) {
        this.engine = engine;
        this.requireCloseNotify = requireCloseNotify;
    }

    /**
     * Begins the handshake.
     *
     * @throws SSLException if the engine's configuration makes that impossible
     */
    public void begin() throws SSLException {
        engine.beginHandshake();
    }

    /**
     * Work of the handshake that takes long, to be run before anything else is done with this, on any thread.
     *
     * @return a task that does all there is at the moment, or null
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
     * Whether the protocol itself has something to send.
     *
     * @return true if {@link #wrap} is to be called, also without plaintext
     */
    public boolean wantsWrap() {
        return engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP && !outputEnded && !(oneSided() && !closing);
    }

    /** The peer has ended its direction, ours is open: the engine asks to be wrapped then, although it has nothing. */
    private boolean oneSided() {
        return inputEnded && tls13;
    }

    /**
     * Makes records: what the protocol wants to send, then plaintext once there is a session.
     *
     * @param plaintext what to send; its position moves
     * @param records where to; has room for a record at the beginning
     * @return how much plaintext was taken
     * @throws SSLException if that is impossible; the machine is done for, see {@link #alert}
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
            SSLEngineResult result = engine.wrap(own ? NOTHING : plaintext, records);
            steps++;
            look(result);
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
     * Opens records. Stops before one that would end both directions of a session that has just begun: what waited for the
     * session goes out first.
     *
     * @param records what has arrived; its position moves behind what was opened
     * @param plaintext where to
     * @return how much plaintext came out
     * @throws SSLException if what came is not right; the machine is done for, see {@link #alert}
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
            if (established && !tls13 && !admit(records, plaintext.position() > from || !inSessionBefore)) {
                break;
            }
            boolean inSession = established;
            SSLEngineResult result = engine.unwrap(records, plaintext);
            steps++;
            look(result);
            if (result.getStatus() == Status.BUFFER_UNDERFLOW) {
                need = Need.INPUT;
                break;
            }
            if (result.getStatus() == Status.BUFFER_OVERFLOW) {
                need = Need.ROOM;
                break;
            }
            count(result, inSession);
            if (engine.isInboundDone()) {
                inputEnded = true;
            } else {
                requireProgress(result, before);
            }
        }
        return plaintext.position() - from;
    }

    /** In a TLS 1.2 session the type of a record is in the clear. */
    private static boolean admit(ByteBuffer records, boolean newsBefore) throws SSLException {
        int type = type(records);
        if (type == HANDSHAKE) {
            throw new SSLException("the peer asks for a renegotiation, which is refused");
        }
        // Data is delivered first, and the session is used: an alert may end the output as well.
        return !(type == ALERT && newsBefore);
    }

    private static int type(ByteBuffer records) {
        return records.get(records.position()) & 0xff;
    }

    private void count(SSLEngineResult result, boolean inSession) throws SSLException {
        if (result.bytesConsumed() == 0) {
            return;
        }
        if (!inSession) {
            if (++handshakeRecords > MOST_HANDSHAKE_RECORDS) {
                throw new SSLException("the handshake takes more than " + MOST_HANDSHAKE_RECORDS + " records");
            }
        } else if (result.bytesProduced() > 0) {
            useless = 0;
        } else if (++useless > MOST_USELESS_RECORDS) {
            throw new SSLException("more than " + MOST_USELESS_RECORDS
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

    private void look(SSLEngineResult result) {
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
     * Whether the next record may end both directions, as an alert does in TLS 1.2.
     *
     * @param records what has arrived
     * @return true if output should go first
     */
    public boolean endsBoth(ByteBuffer records) {
        return established && !tls13 && records.hasRemaining() && type(records) == ALERT;
    }

    /**
     * How much plaintext the next record may hold.
     *
     * @param records what has arrived
     * @return bytes, never less than what it holds
     */
    public static int roomFor(ByteBuffer records) {
        if (records.remaining() < HEADER) {
            return LARGEST_FRAGMENT;
        }
        int at = records.position() + HEADER - 2;
        return (records.get(at) & 0xff) << 8 | (records.get(at + 1) & 0xff);
    }

    /**
     * The stream below has ended.
     *
     * @throws TlsTruncatedException unless TLS had ended before, or an end like this is tolerated
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

    /** Ends the output: {@link #wrap} makes the close_notify. */
    public void closeOutput() {
        closing = true;
        engine.closeOutbound();
    }

    /**
     * Makes the alerts that tell the peer of a failure, as far as there are any. The machine ends with that.
     *
     * @param records where to
     */
    public void alert(ByteBuffer records) {
        closing = true;
        engine.closeOutbound();
        try {
            for (int i = 0; i < MOST_ALERTS && !engine.isOutboundDone() && records.remaining() >= packetSize(); i++) {
                if (engine.getHandshakeStatus() == HandshakeStatus.NEED_TASK
                        || engine.wrap(NOTHING, records).bytesProduced() == 0) {
                    break;
                }
            }
        } catch (SSLException known) {
            // The failure that is being told, once more.
        }
        inputEnded = true;
        outputEnded = true;
    }

    /**
     * Whether there is a session.
     *
     * @return true from the end of the handshake on
     */
    public boolean established() {
        return established;
    }

    /**
     * Whether plaintext can be sent.
     *
     * @return false before the handshake's end and after the output's
     */
    public boolean canSend() {
        return established && !outputEnded && !closing;
    }

    /**
     * Whether no more can be sent.
     *
     * @return true after close_notify was made
     */
    public boolean outputEnded() {
        return outputEnded;
    }

    /**
     * Whether the peer has ended its direction.
     *
     * @return true after its close_notify
     */
    public boolean inputEnded() {
        return inputEnded;
    }

    /**
     * Why the last {@link #unwrap} stopped.
     *
     * @return what it needs
     */
    public Need need() {
        return need;
    }

    /**
     * How much room {@link #wrap} needs.
     *
     * @return bytes, for the largest record
     */
    public int packetSize() {
        return engine.getSession().getPacketBufferSize();
    }

    /**
     * The engine, to ask what was negotiated.
     *
     * @return the engine itself
     */
    public SSLEngine engine() {
        return engine;
    }

    /**
     * How often the engine was called.
     *
     * @return a count that a test holds against the number of records
     */
    public long steps() {
        return steps;
    }
}
