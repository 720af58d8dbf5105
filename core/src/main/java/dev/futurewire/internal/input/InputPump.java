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
 * The transport read of a channel, and the state of its input.
 *
 * <pre>
 *  OPEN --hold--> HELD --transferTo TLS--> OPEN
 *  OPEN, HELD --end of the stream--> ENDED
 *  OPEN, HELD --failure of the transport or of TLS--> FAILED
 *  OPEN, HELD --refuse (plaintext before TLS)--> REFUSED --end--> ENDED, --failure--> FAILED
 *  any --release (the transport is closed)--> RELEASED
 * </pre>
 *
 * <p>The pump reads ahead, {@link #READ_AHEAD} bytes at most without a reader, so that the end of a connection is noticed
 * while the program does something else. Its read is never cancelled: readers only wait for the buffer.
 *
 * <p>Everything here belongs to the owner of the channel's turn, except what the transport reports ({@link #result}).
 */
public final class InputPump extends ReadBuffers {
    /** The most that is read without a reader: 64 KiB. */
    public static final int READ_AHEAD = 64 * 1024;

    /** {@link #receive}: the transport has reported nothing. */
    public static final int NONE = Integer.MIN_VALUE;

    /** {@link #receive}: the read failed, see {@link #readFailure}. */
    public static final int FAILURE = Integer.MIN_VALUE + 1;

    /** {@link #receive}: the read's result was handed over to TLS. */
    public static final int HANDED_OVER = Integer.MIN_VALUE + 2;

    /** {@link #receive}: the end of the stream. */
    public static final int END = -1;

    /** How a TLS connection begins: a record of type handshake, of major version 3. */
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

    /** What the transport does. */
    private enum Activity {
        IDLE,
        READING,

        /** The read began before TLS did: its result goes to TLS. */
        READING_FOR_TLS
    }

    private State state = State.OPEN;
    private Activity activity = Activity.IDLE;

    /** The result of the transport's read: a count or one of the constants. Written by the transport's thread. */
    private volatile int result = NONE;

    private @Nullable IOException resultFailure;

    /** What reads fail with once the buffered records have been delivered. */
    private @Nullable IOException failure;

    /** The channel is closing: input is dropped. */
    private boolean discarding;

    // The transport's reports, on any thread

    /** A read completed; a negative count is the end of the stream. */
    public void completed(int count) {
        result = count < 0 ? END : count;
    }

    /** A read failed. */
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
     * Takes the result of the transport's read.
     *
     * @param transport the channel's present one
     * @return the number of bytes that were added to the buffer, or one of the constants
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

    /** The failure that the transport's read reported. */
    @Nullable
    public IOException readFailure() {
        return resultFailure;
    }

    /** The transport has read the end of the stream. */
    public void end() {
        if (failure == null) {
            buffer().end();
        }
        state = State.ENDED;
    }

    /** The connection broke under a read; the first failure is the one that readers get. */
    public void breakOff(@Nullable IOException cause) {
        if (failure == null) {
            failure = cause;
        }
        if (state != State.RELEASED && state != State.ENDED) {
            state = State.FAILED;
        }
    }

    /** Ends reading: the connection cannot be trusted any more. Drops the buffered bytes. */
    public void fail(IOException cause) {
        breakOff(cause);
        clear();
    }

    /** Ends reading because of the bytes received. The transport is whole: the connection can still be closed gracefully. */
    public void refuse(IOException cause) {
        fail(cause);
        if (state == State.FAILED) {
            state = State.REFUSED;
        }
    }

    // Closing

    /** Drops the buffered input and what arrives from now on; returns the number of bytes dropped. */
    public int discard() {
        discarding = true;
        return clear();
    }

    public boolean discarding() {
        return discarding;
    }

    /** Releases everything: the transport is closed. Returns whether reading was paused for want of memory. */
    public boolean close(@Nullable LoopThread thread, MemoryBudget budget) {
        discarding = false;
        state = State.RELEASED;
        return release(thread, budget);
    }

    // TLS

    /** Starts no more transport reads before {@link #transferTo}. */
    public void hold() {
        if (state == State.OPEN) {
            state = State.HELD;
        }
    }

    /** Whether nothing is buffered but, perhaps, the beginning of a TLS record, which no line begins with. */
    public boolean cleanForTls(boolean recordMayCome) {
        if (skipping()) {
            return false;
        }
        int count = available();
        if (count == 0) {
            return true;
        }
        InputBuffer known = buffer();
        return recordMayCome
                && known.array()[known.contentStart()] == TLS_HANDSHAKE
                && (count == 1 || known.array()[known.contentStart() + 1] == TLS_MAJOR);
    }

    /**
     * Goes on reading from TLS, which gets the buffered bytes and the result of the read under way.
     *
     * @return the number of buffered bytes that TLS got
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

    // Looking

    /** What reads fail with, or null. */
    @Nullable
    public IOException failure() {
        return failure == null && state == State.RELEASED ? new ClosedChannelException() : failure;
    }

    /** Whether this broke the input. */
    public boolean brokenBy(Throwable cause) {
        return failure == cause;
    }

    /** Whether reads fail. */
    public boolean hasFailed() {
        return failure != null;
    }

    /** Whether nothing more arrives. */
    public boolean over() {
        return state == State.ENDED || state == State.RELEASED || state == State.FAILED;
    }

    /** Whether the end of the stream has been read. */
    public boolean ended() {
        return state == State.ENDED;
    }
}
