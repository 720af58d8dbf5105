package dev.futurewire.internal.input;

import dev.futurewire.internal.frame.InputBuffer;
import dev.futurewire.internal.loop.LoopThread;
import dev.futurewire.internal.memory.MemoryBudget;
import dev.futurewire.internal.tls.TlsTransport;
import dev.futurewire.internal.transport.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/**
 * Reads from a channel's transport and keeps the state of its input.
 *
 * <pre>
 *  OPEN --hold--> HELD --transferTo TLS--> OPEN
 *  OPEN, HELD --end of the stream--> ENDED
 *  OPEN, HELD --failure of the transport or of TLS--> FAILED
 *  OPEN, HELD --refuse (plaintext before TLS)--> REFUSED --end--> ENDED, --failure--> FAILED
 *  any --close (the transport is closed)--> RELEASED
 * </pre>
 *
 * <p>The pump reads ahead, up to {@link #READ_AHEAD} bytes without a pending read, so that the end of a connection is detected
 * while the program is busy. Transport reads are never cancelled: the program's reads only wait for the buffer.
 *
 * <p>Confined to the owner of the channel's turn, except the transport's callbacks ({@link #result}).
 */
public final class InputPump extends ReadBuffers {
    /** Maximum number of bytes read without a pending read: 64 KiB. */
    public static final int READ_AHEAD = 64 * 1024;

    /** {@link #receive}: the transport has not reported a result. */
    public static final int NONE = Integer.MIN_VALUE;

    /** {@link #receive}: the read failed; see {@link #readFailure}. */
    public static final int FAILURE = Integer.MIN_VALUE + 1;

    /** {@link #receive}: the read's result was handed over to TLS. */
    public static final int HANDED_OVER = Integer.MIN_VALUE + 2;

    /** {@link #receive}: the end of the stream. */
    public static final int END = -1;

    /** The first bytes of a TLS connection: record type handshake, major version 3. */
    private static final byte TLS_HANDSHAKE = 22;

    private static final byte TLS_MAJOR = 3;

    private enum State {
        OPEN,
        HELD,
        REFUSED,
        ENDED,
        FAILED,
        RELEASED
    }

    /** The state of the transport read. */
    private enum Activity {
        IDLE,
        READING,

        /** The read was started before TLS; its result is passed to TLS. */
        READING_FOR_TLS
    }

    private State state = State.OPEN;
    private Activity activity = Activity.IDLE;

    /** Result of the transport read: a count or one of the constants. Written by the transport's thread. */
    private volatile int result = NONE;

    private @Nullable IOException resultFailure;

    /** Failure of reads once the buffered records have been delivered. */
    private @Nullable IOException failure;

    /** Whether input is discarded because the channel is closing. */
    private boolean discarding;

    // Callbacks of the transport, on any thread

    /** Called when a read has completed; a negative count is the end of the stream. */
    public void completed(int count) {
        result = count < 0 ? END : count;
    }

    /** Called when a read has failed. */
    public void failed(IOException cause) {
        resultFailure = cause;
        result = FAILURE;
    }

    // Reading

    @Override
    public boolean reading() {
        return activity != Activity.IDLE;
    }

    /** Whether the state allows another transport read. */
    public boolean canFill() {
        return activity == Activity.IDLE && (state == State.OPEN || (state == State.REFUSED && discarding));
    }

    /** Starts a transport read. */
    public void fill(Transport transport, @Nullable LoopThread thread, MemoryBudget budget) {
        activity = Activity.READING;
        if (thread != null && available() == 0 && transport.lends()) {
            waitWithoutBuffer(thread);
            transport.readLent();
        } else {
            transport.read(prepare(thread, budget));
        }
    }

    /**
     * Takes the result of the transport read.
     *
     * @param transport the channel's current transport
     * @return the number of bytes added to the buffer, or one of the constants
     */
    public int receive(Transport transport, @Nullable LoopThread thread) {
        int count = result;
        if (count == NONE) {
            return NONE;
        }
        result = NONE;
        boolean forTls = activity == Activity.READING_FOR_TLS;
        activity = Activity.IDLE;
        boolean sized = takeBack(count, thread);
        if (forTls) {
            if (transport instanceof TlsTransport tls) {
                handOver(tls, count);
            }
            return HANDED_OVER;
        }
        if (count >= 0) {
            add(count, sized);
        }
        return count;
    }

    /** The failure reported by the transport read. */
    @Nullable
    public IOException readFailure() {
        return resultFailure;
    }

    /** Ends the input: the transport has read the end of the stream. */
    public void end() {
        if (failure == null) {
            buffer().end();
        }
        state = State.ENDED;
    }

    /** Fails the input because the connection broke; reads fail with the first failure set. */
    public void setFailure(@Nullable IOException cause) {
        if (failure == null) {
            failure = cause;
        }
        if (state != State.RELEASED && state != State.ENDED) {
            state = State.FAILED;
        }
    }

    /** Fails the input and discards the buffered bytes. */
    public void fail(IOException cause) {
        setFailure(cause);
        clear();
    }

    /** Fails the input because of the bytes received. The transport is intact, so the connection can be closed gracefully. */
    public void refuse(IOException cause) {
        fail(cause);
        if (state == State.FAILED) {
            state = State.REFUSED;
        }
    }

    /** Fails the input because no further record can be found in it, even if the peer has ended its output. */
    public void lose(IOException cause) {
        refuse(cause);
        buffer().reopen();
    }

    // Closing

    /** Discards buffered and subsequent input; returns the number of bytes discarded. */
    public int discard() {
        discarding = true;
        return clear();
    }

    public boolean discarding() {
        return discarding;
    }

    /** Releases the buffers after the transport has been closed; returns whether reading was paused for lack of memory. */
    public boolean close(@Nullable LoopThread thread, MemoryBudget budget) {
        discarding = false;
        state = State.RELEASED;
        return release(thread, budget);
    }

    // TLS

    /** Suspends transport reads until {@link #transferTo}. */
    public void hold() {
        if (state == State.OPEN) {
            state = State.HELD;
        }
    }

    /** Whether the buffer is empty or, if allowed, may contain the start of a TLS handshake, which no line starts with. */
    public boolean cleanForTls(boolean allowHandshake) {
        if (skipping()) {
            return false;
        }
        int count = available();
        if (count == 0) {
            return true;
        }
        InputBuffer known = buffer();
        return allowHandshake
                && known.array()[known.contentStart()] == TLS_HANDSHAKE
                && (count == 1 || known.array()[known.contentStart() + 1] == TLS_MAJOR);
    }

    /**
     * Passes the buffered bytes and the result of a read in progress to TLS, and resumes reading.
     *
     * @return the number of buffered bytes passed to TLS
     */
    public int transferTo(TlsTransport tls) {
        int count = available();
        if (count > 0) {
            InputBuffer known = buffer();
            tls.carry(ByteBuffer.wrap(known.array(), known.contentStart(), count));
            known.clear();
        }
        if (reading()) {
            activity = Activity.READING_FOR_TLS;
            tls.adopt();
        }
        if (state == State.HELD) {
            state = State.OPEN;
        }
        return count;
    }

    private void handOver(TlsTransport tls, int count) {
        IOException cause = resultFailure;
        if (count == FAILURE) {
            tls.handOverFailed(cause != null ? cause : new ClosedChannelException());
        } else if (count < 0) {
            tls.handOver(null);
        } else {
            tls.handOver(ByteBuffer.wrap(target().array(), buffer().writeIndex(), count));
        }
    }

    // State

    /** The failure of reads, or null. */
    @Nullable
    public IOException failure() {
        return failure == null && state == State.RELEASED ? new ClosedChannelException() : failure;
    }

    /** Whether the input failed with this failure. */
    public boolean brokenBy(Throwable cause) {
        return failure == cause;
    }

    /** Whether reads fail. */
    public boolean hasFailed() {
        return failure != null;
    }

    /** Whether no more input will arrive. */
    public boolean finished() {
        return state == State.ENDED || state == State.RELEASED || state == State.FAILED;
    }

    /** Whether the end of the stream has been read. */
    public boolean ended() {
        return state == State.ENDED;
    }
}
