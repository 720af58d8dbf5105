package dev.futurewire.internal.output;

import dev.futurewire.internal.future.CompletedFuture;
import dev.futurewire.internal.future.FailureOrigins;
import dev.futurewire.internal.future.FutureContext;
import dev.futurewire.internal.loop.LoopThread;
import dev.futurewire.internal.transport.Transport;
import dev.futurewire.observe.Operation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The output of a channel: the queue, the transport write in progress, the waiting operations, and FIN. An idle channel has none;
 * see {@link #idle}.
 *
 * <pre>
 *  OPEN --finish--> FINISHING: writes are rejected, queued output is sent
 *  FINISHING --everything sent--> ENDING: the transport sends FIN (TLS: close_notify first)
 *  ENDING --sent--> ENDED
 *  any --fail, release--> broken as well: queued output is discarded, operations fail
 * </pre>
 *
 * <h2>Theory of operation</h2>
 *
 * <p>A write only appends to the queue. The channel's turn calls {@link #write} once the buffered input has been consumed, so
 * that a batch of pipelined lines is answered by one transport write. At the high-water mark the channel flushes immediately; a
 * write waits only if the operating system does not take all of it.
 *
 * <p>While STARTTLS is being prepared, later output is held until TLS can send it ({@link #hold}).
 *
 * <p>Confined to the owner of the channel's turn, except the transport's callbacks ({@link #result}).
 */
public final class OutputPump {
    /** {@link #takeCompletion}: the transport has not reported a result. */
    public static final int NONE = Integer.MIN_VALUE;

    /** {@link #takeCompletion}: the write failed. */
    public static final int FAILURE = Integer.MIN_VALUE + 1;

    /** Maximum size of one transport write: the JDK copies it through a direct buffer of that size. */
    private static final int SLICE = 128 * 1024;

    private static final long NOT_HELD = -1;

    private enum State {
        OPEN,
        FINISHING,
        ENDING,
        ENDED
    }

    private final OutputQueue queue = new OutputQueue();

    /** Null until an operation has to wait. */
    private @Nullable WriteWaiters waiters;

    /** Shared future of all writes below the high-water mark; null before the first. */
    private @Nullable CompletableFuture<Void> done;

    /** Also read by other threads. */
    private volatile State state = State.OPEN;

    private boolean writing;

    /** Whether the queue has reached the high-water mark and has not drained to the low-water mark since. Any thread. */
    private volatile boolean full;

    /** Result of the transport write. Written by the transport's thread. */
    private volatile int result = NONE;

    private @Nullable IOException resultFailure;

    /** The failure that broke the output; may be null if the connection has ended. */
    private @Nullable IOException failure;

    /** Whether the connection has ended. */
    private boolean released;

    /** The failure of further writes while earlier output is still sent, or null. */
    private @Nullable IOException rejection;

    /** Whether output held for TLS was discarded because TLS failed to start. */
    private boolean heldDiscarded;

    /** The position in the output from which it is held for TLS. */
    private long heldFrom = NOT_HELD;

    // Writing

    /** The number of bytes accepted but not yet taken by the operating system. */
    public long queued() {
        return queue.queued();
    }

    /** The capacity of the queue's chunks. */
    public long capacity() {
        return queue.capacity();
    }

    public OutputQueue queue() {
        return queue;
    }

    /** The failure of further writes, or null if they are accepted. */
    @Nullable
    public IOException rejection(FutureContext context) {
        if (state != State.OPEN) {
            return FailureOrigins.mark(context, new ClosedChannelException());
        }
        return broken() ? failure() : rejection;
    }

    /** Whether writes are accepted; the same as without a {@link #rejection}. May be out of date for other threads. */
    public boolean accepts() {
        return state == State.OPEN && !broken() && rejection == null;
    }

    /** Called when the queue has reached the high-water mark. */
    public void setFull() {
        full = true;
    }

    /** Called when the queue has become smaller. */
    public void drained(int lowWaterMark) {
        if (full && queue.queued() <= lowWaterMark) {
            full = false;
        }
    }

    /** Whether the queue has to drain to the low-water mark. Any thread. */
    public boolean full() {
        return full;
    }

    /** The completed future of an operation that does not have to wait. */
    @SuppressWarnings("NullAway") // null is the only value of a Void
    public CompletableFuture<Void> done(FutureContext context) {
        CompletableFuture<Void> known = done;
        if (known == null) {
            known = new CompletedFuture<>(context, null);
            done = known;
        }
        return known;
    }

    /** Whether everything accepted has been taken by the operating system. */
    public boolean flushed() {
        return !broken() && queued() == 0 && !queue.hasRegions();
    }

    /** The position after everything accepted, for the mark of an operation that waits until it has been sent. */
    public long endPosition(long sent) {
        return queue.endPosition(sent);
    }

    /** Registers an operation that has to wait. */
    public PendingWrite register(PendingWrite operation) {
        WriteWaiters known = waiters;
        if (known == null) {
            known = new WriteWaiters();
            waiters = known;
        }
        known.add(operation);
        return operation;
    }

    // Waiting operations

    /** Whether {@link #poll} would remove an operation. */
    public boolean canPoll(long sent, int lowWaterMark) {
        WriteWaiters known = waiters;
        if (known == null || known.isEmpty()) {
            return false;
        }
        return known.canPoll(operation -> reached(operation, sent, lowWaterMark));
    }

    /** Removes and claims the first operation whose condition is met; null if there is none. */
    @Nullable
    public PendingWrite poll(long sent, int lowWaterMark) {
        WriteWaiters known = waiters;
        if (known == null || known.isEmpty()) {
            return null;
        }
        return known.poll(operation -> reached(operation, sent, lowWaterMark));
    }

    private boolean reached(PendingWrite operation, long sent, int lowWaterMark) {
        if (broken() || heldDiscarded) {
            return true;
        }
        return switch (operation.kind()) {
            case WRITE -> queued() <= lowWaterMark;
            case FLUSH, WRITE_FROM -> queue.sentPosition(sent) >= operation.mark;
            default -> ended();
        };
    }

    /** The failure of an operation returned by {@link #poll}; null if it succeeds. */
    @Nullable
    public IOException failureOf(PendingWrite operation) {
        if (operation.kind() == Operation.SHUTDOWN_OUTPUT && ended()) {
            return null;
        }
        return heldDiscarded && !broken() ? rejection : failureOrNull();
    }

    /** The first waiting operation, or null. Also read by other threads, for monitoring; may be out of date. */
    @Nullable
    public PendingWrite waiter() {
        WriteWaiters known = waiters;
        return known == null ? null : known.first();
    }

    // The transport

    /** Called when a write has completed. Any thread. */
    public void completed(int count) {
        result = count;
    }

    /** Called when a write has failed. Any thread. */
    public void failed(IOException cause) {
        resultFailure = cause;
        result = FAILURE;
    }

    /** Whether a transport write is in progress. Any thread. */
    public boolean writing() {
        return writing && result == NONE;
    }

    /**
     * Starts a transport write if output is queued and no write is in progress.
     *
     * @param sent the number of bytes taken by the operating system so far
     * @return true if a write was started; it may have completed already
     */
    public boolean write(Transport transport, @Nullable LoopThread thread, long sent) {
        if (writing || broken()) {
            return false;
        }
        OutputChunk chunk = queue.sending();
        if (!queue.hasUnsent()) {
            queue.removeSentRegions();
            if (held(sent)) {
                return false;
            }
            chunk = queue.next(thread);
        }
        if (chunk == null) {
            return false;
        }
        writing = true;
        ByteBuffer buffer = chunk.buffer;
        buffer.limit(Math.min(chunk.end, buffer.position() + SLICE));
        transport.write(buffer);
        return true;
    }

    /**
     * Takes the result of the transport write.
     *
     * @return the number of bytes written from {@link OutputQueue#sending}, or one of the constants
     */
    public int takeCompletion(@Nullable LoopThread thread) {
        int count = result;
        if (count == NONE) {
            return NONE;
        }
        result = NONE;
        writing = false;
        if (count == FAILURE) {
            fail(resultFailure != null ? resultFailure : new ClosedChannelException(), thread);
        } else {
            queue.sent(count);
        }
        return count;
    }

    /** The failure reported by a transport write, or null. */
    @Nullable
    public IOException writeFailure() {
        return resultFailure;
    }

    /** Whether there is output to write or FIN to send. */
    public boolean wantsFlush(long sent) {
        return !broken() && !writing && !held(sent) && (queued() > 0 || state == State.FINISHING);
    }

    // The end

    /** Rejects further writes; FIN follows the queued output. */
    public void finish() {
        if (state == State.OPEN) {
            state = State.FINISHING;
        }
    }

    /**
     * Sends FIN if the output has been finished and sent.
     *
     * @param closeSendsFin whether the transport is closed next, which sends FIN itself
     */
    public void end(Transport transport, boolean closeSendsFin, long sent, @Nullable LoopThread thread) {
        if (state == State.OPEN || state == State.ENDED || broken() || writing || held(sent) || queue.hasRegions()) {
            return;
        }
        try {
            if (state == State.FINISHING) {
                state = State.ENDING;
                if (!closeSendsFin) {
                    transport.shutdownOutput();
                }
            }
            if (!transport.shutdownPending()) {
                state = State.ENDED;
            }
        } catch (IOException cause) {
            fail(cause, thread);
        }
    }

    /** Whether the transport has sent the FIN requested by {@link #end}, which must be called again. */
    public boolean endDue(Transport transport) {
        return state == State.ENDING && !broken() && !transport.shutdownPending();
    }

    /** Whether writes are rejected because the output was finished. */
    public boolean finishing() {
        return state != State.OPEN;
    }

    /** Whether FIN has been sent. Any thread. */
    public boolean ended() {
        return state == State.ENDED;
    }

    /** Fails the output; queued output is discarded. */
    public void fail(IOException cause, @Nullable LoopThread thread) {
        if (!broken()) {
            failure = cause;
        }
        queue.clear(writing, thread);
    }

    /** Ends the output with the connection; queued output is discarded. */
    public void release(@Nullable LoopThread thread) {
        released = true;
        queue.clear(writing, thread);
    }

    private boolean broken() {
        return released || failure != null;
    }

    /** The failure that broke the output, or null if it is not broken. */
    @Nullable
    public IOException failureOrNull() {
        return broken() ? failure() : null;
    }

    /** Whether the output failed with this failure. */
    public boolean brokenBy(Throwable cause) {
        return failure == cause;
    }

    /** The failure of a broken output; created on demand if the connection has ended. */
    private IOException failure() {
        IOException known = failure;
        if (known == null) {
            known = new AsynchronousCloseException();
            failure = known;
        }
        return known;
    }

    /** Whether the output is open with nothing queued, in progress or waiting, so that a new pump can replace it. */
    public boolean idle() {
        return queue.isEmpty()
                && !writing
                && state == State.OPEN
                && !broken()
                && rejection == null
                && heldFrom == NOT_HELD
                && (waiters == null || waiters.isEmpty());
    }

    // TLS

    /** Rejects further writes; queued output is still sent. */
    public void rejectWrites(IOException cause) {
        rejection = cause;
    }

    /** Holds output for TLS from this position on. */
    public void hold(long position) {
        queue.retire();
        heldFrom = position;
    }

    /** Releases held output, which is then sent over TLS. */
    public void releaseHeld() {
        heldFrom = NOT_HELD;
    }

    /** Discards held output and fails operations that wait for it, because TLS failed to start. */
    public void discardHeld(IOException cause, @Nullable LoopThread thread) {
        heldFrom = NOT_HELD;
        rejection = cause;
        heldDiscarded = true;
        queue.clear(writing, thread);
    }

    private boolean held(long sent) {
        return heldFrom != NOT_HELD && queue.sentPosition(sent) >= heldFrom;
    }

    /** Whether everything written before {@link #hold} has been taken by the operating system. */
    public boolean drainedForTls(long sent) {
        return held(sent) && !writing;
    }
}
