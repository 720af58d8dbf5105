package dev.futurewire.internal.input;

import dev.futurewire.FrameTooLongException;
import dev.futurewire.IncompleteReadException;
import dev.futurewire.internal.frame.InputBuffer;
import dev.futurewire.internal.frame.ScanResult;
import dev.futurewire.internal.future.FailureOrigins;
import dev.futurewire.internal.future.FutureContext;
import dev.futurewire.observe.Operation;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The one read that waits for a record, and the records that have been delivered. Knows no transport and calls no user code:
 * {@link #scan} answers a new read from the buffer, {@link #poll} finds what can be delivered to the waiting one.
 *
 * <h2>Theory of operation</h2>
 *
 * <p>A read whose record is buffered completes at once, {@link #IMMEDIATE} times in a row; the next one waits and is completed
 * by the turn itself. So even a program that loops by recursion unwinds its stack, and no connection holds the loop for long.
 *
 * <p>A record is consumed only after the claim of its read was won ({@link PendingOperation#claim()}): a read that is timed out
 * or cancelled at that moment costs no byte.
 *
 * <p>Everything here belongs to the owner of the channel's turn.
 */
public final class FrameReader {
    /** The number of reads in a row that may complete inside their own call. */
    public static final int IMMEDIATE = 64;

    private final FutureContext context;

    private @Nullable PendingRead<?> waiter;

    /** The failure of the next read: its record was too long, and the read that found that was withdrawn at that moment. */
    private @Nullable IOException pendingError;

    /** The number of records delivered, errors included. */
    private int delivered;

    private byte immediate;
    private boolean closed;
    private boolean endDelivered;
    private boolean resetDelivered;

    /** Creates a reader; its futures belong to the context. */
    public FrameReader(FutureContext context) {
        this.context = context;
    }

    // New reads

    /** Whether a read waits already, so that another one is an error. */
    public boolean occupied() {
        PendingRead<?> waiting = waiter;
        return waiting != null && !waiting.claimed();
    }

    /**
     * Looks for the record of a new read.
     *
     * @param kind what to read
     * @param input the bytes received
     * @param limit of a record's length
     * @return {@link ScanResult#MORE} if it has to wait
     */
    public ScanResult scan(ReadRequest<?> kind, InputBuffer input, int limit) {
        ScanResult frame = kind.scan(input, limit);
        if (frame != ScanResult.MORE) {
            immediate++;
            delivered++;
        }
        return frame;
    }

    /** Whether a read may complete inside its own call; if not, the turn completes it. */
    public boolean mayCompleteAtOnce() {
        return immediate < IMMEDIATE;
    }

    /** Allows reads to complete at once again: a callback begins. */
    public void refresh() {
        immediate = 0;
    }

    /** Lets a read wait. */
    public <T extends @Nullable Object> PendingRead<T> register(PendingRead<T> read) {
        waiter = read;
        return read;
    }

    // The waiting read

    /** Whether a read waits, withdrawn or not. */
    public boolean hasWaiter() {
        return waiter != null;
    }

    /** The waiting read; also for looking from outside. */
    @Nullable
    public PendingRead<?> waiter() {
        return waiter;
    }

    /**
     * Looks for the record of the waiting read and claims the read if it can be delivered.
     *
     * @param read the waiting read
     * @param input the bytes received
     * @param limit of a record's length
     * @return {@link ScanResult#MORE} if nothing is to be delivered
     */
    public ScanResult poll(PendingRead<?> read, InputBuffer input, int limit) {
        ScanResult frame = read.scan(input, limit);
        if (frame == ScanResult.MORE) {
            return frame;
        }
        waiter = null;
        if (!read.claim()) {
            // Withdrawn at this moment: the record stays where it is.
            if (frame == ScanResult.TOO_LONG) {
                pendingError = failure(read.read(), frame, input, limit);
            }
            return ScanResult.MORE;
        }
        delivered++;
        return frame;
    }

    /** Removes the waiting read to fail it; null if there is none or it was withdrawn. */
    @Nullable
    public PendingRead<?> claimWaiter() {
        PendingRead<?> read = waiter;
        waiter = null;
        return read != null && read.claim() ? read : null;
    }

    /** Removes the waiting read if its deadline has passed; it is to be expired. */
    @Nullable
    public PendingRead<?> takeExpired(long now) {
        PendingRead<?> read = waiter;
        if (read != null && read.deadline() != 0 && read.deadline() - now <= 0 && !read.claimed()) {
            waiter = null;
            return read;
        }
        return null;
    }

    /** The waiting read's deadline, or 0. */
    public long deadline() {
        PendingRead<?> read = waiter;
        return read == null || read.claimed() ? 0 : read.deadline();
    }

    /** Whether a read with a frame timeout waits, so that a record that has begun must go on. */
    public boolean hasTimedFrame() {
        PendingRead<?> read = waiter;
        return read != null && read.read().hasFrameTimeout() && !read.claimed();
    }

    /** Forgets a waiting read that was withdrawn. */
    public void dropWithdrawn() {
        PendingRead<?> read = waiter;
        if (read != null && read.claimed()) {
            waiter = null;
        }
    }

    // Records

    /** Takes the record that was found. */
    public <T extends @Nullable Object> T take(ReadRequest<T> kind, InputBuffer input) throws CharacterCodingException {
        T value = kind.take(input);
        if (kind.operation() == Operation.READ_ALL) {
            // Everything up to the end of the stream.
            endDelivered = true;
        }
        return value;
    }

    /** The value of a read at the end of the stream. */
    public <T extends @Nullable Object> T end(ReadRequest<T> kind) {
        endDelivered = true;
        return kind.eofValue();
    }

    /** The failure of a read that found an incomplete or overlong record. */
    public IOException failure(ReadRequest<?> kind, ScanResult frame, InputBuffer input, int limit) {
        if (frame == ScanResult.INCOMPLETE) {
            endDelivered = true;
            return FailureOrigins.mark(context, new IncompleteReadException(input.takeBytes(), kind.expected()));
        }
        return FailureOrigins.mark(context, new FrameTooLongException(kind.limit(limit)));
    }

    /** Whether the next read fails whatever is buffered. */
    public boolean hasPendingError() {
        return pendingError != null;
    }

    /** Takes the failure of the next read. */
    public IOException takePendingError() {
        IOException failure = Objects.requireNonNull(pendingError);
        pendingError = null;
        return failure;
    }

    /** Notes that a read fails because the connection broke. */
    public IOException broken(IOException failure) {
        resetDelivered |= PeerReset.is(failure);
        return failure;
    }

    // State

    /** Fails reads from now on. */
    public void close() {
        closed = true;
    }

    public boolean closed() {
        return closed;
    }

    /** A number that changes with every record. */
    public int delivered() {
        return delivered;
    }

    /** Whether a read has delivered the end of the stream. */
    public boolean endDelivered() {
        return endDelivered;
    }

    /** Whether a read has failed because the connection broke. */
    public boolean resetDelivered() {
        return resetDelivered;
    }
}
