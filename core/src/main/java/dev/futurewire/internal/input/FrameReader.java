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
 * Finds records for reads and holds the one waiting read. Uses no transport and calls no user code: {@link #scan} serves a new
 * read from the buffer, {@link #poll} serves the waiting one.
 *
 * <h2>Theory of operation</h2>
 *
 * <p>A read whose record is buffered completes immediately, up to {@link #IMMEDIATE} times in a row; the next one waits and is
 * completed by the turn. This bounds the stack depth of programs that loop by recursion, and the time that one connection
 * occupies the loop.
 *
 * <p>A record is consumed only after its read has been claimed ({@link PendingOperation#claim()}), so a read that times out or is
 * cancelled at that moment loses no byte.
 *
 * <p>Confined to the owner of the channel's turn.
 */
public final class FrameReader {
    /** Maximum number of consecutive reads that complete immediately. */
    public static final int IMMEDIATE = 64;

    private final FutureContext context;

    private @Nullable PendingRead<?> waiter;

    /** Failure of the next read: the record was too long, but the read that found it was cancelled at the same time. */
    private @Nullable Throwable pendingError;

    /** Number of records delivered, including failed ones. */
    private int delivered;

    private byte immediate;
    private boolean closed;
    private boolean endDelivered;
    private boolean resetDelivered;

    /**
     * Creates a reader.
     *
     * @param context the context of its futures
     */
    public FrameReader(FutureContext context) {
        this.context = context;
    }

    // New reads

    /** Whether a read is pending, so that a further one must fail. */
    public boolean occupied() {
        PendingRead<?> waiting = waiter;
        return waiting != null && !waiting.claimed();
    }

    /**
     * Scans for the record of a new read.
     *
     * @param request what to read
     * @param input the bytes received
     * @param limit the maximum length of a record
     * @return {@link ScanResult#MORE} if the read has to wait; {@link ScanResult#DECODE} if {@link #decode} has to be called
     */
    public ScanResult scan(ReadRequest<?> request, InputBuffer input, int limit) {
        ScanResult result = request.scan(input, limit);
        if (result != ScanResult.MORE && result != ScanResult.DECODE) {
            count();
        }
        return result;
    }

    /** Calls the decoder of a new read after {@link #scan} has returned {@link ScanResult#DECODE}. */
    public ScanResult decode(ReadRequest<?> request, InputBuffer input, int limit) {
        ScanResult result = request.decode(input, limit);
        if (result != ScanResult.MORE) {
            count();
        }
        return result;
    }

    private void count() {
        immediate++;
        delivered++;
    }

    /** Defers the failure of a read that was taken without a future to the next read. */
    public void pendingError(Throwable failure) {
        pendingError = failure;
    }

    /** Whether a read may complete immediately; if not, the turn completes it. */
    public boolean mayCompleteAtOnce() {
        return immediate < IMMEDIATE;
    }

    /** Allows reads to complete immediately again. Called before each callback. */
    public void refresh() {
        immediate = 0;
    }

    /** Registers a read that has to wait. */
    public <T extends @Nullable Object> PendingRead<T> register(PendingRead<T> read) {
        waiter = read;
        return read;
    }

    // The waiting read

    /** Whether a read is registered, cancelled or not. */
    public boolean hasWaiter() {
        return waiter != null;
    }

    /** The waiting read, or null. Also read by other threads, for monitoring. */
    @Nullable
    public PendingRead<?> waiter() {
        return waiter;
    }

    /**
     * Scans for the record of the waiting read, and claims the read if there is a result.
     *
     * @param read the waiting read
     * @param input the bytes received
     * @param limit the maximum length of a record
     * @return {@link ScanResult#MORE} if there is nothing to deliver; {@link ScanResult#DECODE}, without a claim, if {@link
     *     #decode} has to be called
     */
    public ScanResult poll(PendingRead<?> read, InputBuffer input, int limit) {
        ScanResult result = read.scan(input, limit);
        return result == ScanResult.MORE || result == ScanResult.DECODE ? result : claim(read, result, input, limit);
    }

    /** Calls the decoder of the waiting read after {@link #poll} has returned {@link ScanResult#DECODE}; as {@link #poll}. */
    public ScanResult decode(PendingRead<?> read, InputBuffer input, int limit) {
        ScanResult result = read.request().decode(input, limit);
        return result == ScanResult.MORE || closed ? ScanResult.MORE : claim(read, result, input, limit);
    }

    private ScanResult claim(PendingRead<?> read, ScanResult result, InputBuffer input, int limit) {
        if (waiter == read) {
            waiter = null;
        }
        if (!read.claim()) {
            // Cancelled at this moment: the record remains in the buffer.
            if (result == ScanResult.TOO_LONG && read.request().discardsOverlong()) {
                pendingError = failure(read.request(), result, input, limit);
            }
            return ScanResult.MORE;
        }
        delivered++;
        return result;
    }

    /** Removes and claims the waiting read; null if there is none or it was cancelled. */
    @Nullable
    public PendingRead<?> claimWaiter() {
        PendingRead<?> read = waiter;
        waiter = null;
        return read != null && read.claim() ? read : null;
    }

    /** Removes the waiting read if its deadline has passed, without claiming it; otherwise returns null. */
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

    /** Whether a read with a frame timeout is waiting. */
    public boolean hasTimedFrame() {
        PendingRead<?> read = waiter;
        return read != null && read.request().hasFrameTimeout() && !read.claimed();
    }

    /** Removes the waiting read if it was cancelled. */
    public void dropWithdrawn() {
        PendingRead<?> read = waiter;
        if (read != null && read.claimed()) {
            waiter = null;
        }
    }

    // Records

    /** Removes the record that was found from the buffer. */
    public <T extends @Nullable Object> T take(ReadRequest<T> request, InputBuffer input)
            throws CharacterCodingException {
        T value = request.take(input);
        if (request.operation() == Operation.READ_ALL) {
            // Its record extends to the end of the stream.
            endDelivered = true;
        }
        return value;
    }

    /** The value of a read at the end of the stream. */
    public <T extends @Nullable Object> T end(ReadRequest<T> request) {
        endDelivered = true;
        return request.eofValue();
    }

    /** The failure of a read that found an incomplete or overlong record. */
    public IOException failure(ReadRequest<?> request, ScanResult result, InputBuffer input, int limit) {
        if (result == ScanResult.INCOMPLETE) {
            endDelivered = true;
            return FailureOrigins.mark(context, new IncompleteReadException(input.takeBytes(), request.expected()));
        }
        return FailureOrigins.mark(context, new FrameTooLongException(request.limit(limit)));
    }

    /** Whether the next read fails regardless of the buffer. */
    public boolean hasPendingError() {
        return pendingError != null;
    }

    /** Removes and returns the failure of the next read. */
    public Throwable takePendingError() {
        Throwable failure = Objects.requireNonNull(pendingError);
        pendingError = null;
        return failure;
    }

    /** Records that a read fails because the connection broke; returns the failure. */
    public IOException broken(IOException failure) {
        resetDelivered |= PeerReset.is(failure);
        return failure;
    }

    // State

    /** Fails subsequent reads. */
    public void close() {
        closed = true;
    }

    public boolean closed() {
        return closed;
    }

    /** A counter that changes with every record. */
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
