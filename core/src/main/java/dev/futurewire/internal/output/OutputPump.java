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
 * The output of a channel: the queue, the one transport write under way, the operations that wait, and FIN. An idle channel has
 * none, see {@link #idle}.
 *
 * <pre>
 *  OPEN --finish--> FINISHING: no more is accepted, what is queued leaves
 *  FINISHING --everything sent--> ENDING: the transport was asked to send FIN (TLS: its farewell before that)
 *  ENDING --sent--> ENDED
 *  any --fail, release--> broken as well: what is queued is discarded, and operations fail
 * </pre>
 *
 * <h2>Theory of operation</h2>
 *
 * <p>A write only appends to the queue. The channel's turn calls {@link #write} when the input has been used up, so that a batch
 * of pipelined lines is answered by one transport write. At the high-water mark the channel flushes right away; a writer waits
 * only if the operating system does not take it all.
 *
 * <p>While a STARTTLS is being prepared, what is written after it is held back until TLS carries it ({@link #hold}).
 *
 * <p>Everything here belongs to the owner of the channel's turn, except what the transport reports ({@link #result}).
 */
public final class OutputPump {
    /** {@link #takeCompletion}: the transport has reported nothing. */
    public static final int NONE = Integer.MIN_VALUE;

    /** {@link #takeCompletion}: the write failed. */
    public static final int FAILURE = Integer.MIN_VALUE + 1;

    /** The most that one transport write is given: the JDK copies it through a direct buffer of that size. */
    private static final int SLICE = 128 * 1024;

    private static final long NOT_HELD = -1;

    private enum State {
        OPEN,
        FINISHING,
        ENDING,
        ENDED
    }

    private final OutputQueue queue = new OutputQueue();

    /** Null while no operation has waited. */
    private @Nullable WriteWaiters waiters;

    /** The future of every write below the high-water mark; null before the first. */
    private @Nullable CompletableFuture<Void> done;

    /** Also read from outside. */
    private volatile State state = State.OPEN;

    private boolean writing;

    /** The result of the transport's write. Written by the transport's thread. */
    private volatile int result = NONE;

    private @Nullable IOException resultFailure;

    /** What broke the output; null also where only the connection has ended. */
    private @Nullable IOException failure;

    /** The connection has ended. */
    private boolean released;

    /** Why no more is accepted although what was accepted before still leaves; null while more is. */
    private @Nullable IOException refusal;

    /** What was held back for TLS was discarded: there is no TLS. */
    private boolean heldDiscarded;

    /** The position in the output from which on it waits for TLS. */
    private long heldFrom = NOT_HELD;

    // Writing

    /** The number of bytes accepted and not yet taken by the operating system. */
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

    /** Why writes are refused, or null if they are accepted. */
    @Nullable
    public IOException refusal(FutureContext context) {
        if (state != State.OPEN) {
            return FailureOrigins.mark(context, new ClosedChannelException());
        }
        return broken() ? failure() : refusal;
    }

    /** The completed future of an operation that need not wait. */
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
        return !broken() && queued() == 0;
    }

    /** Lets an operation wait. */
    public PendingWrite register(PendingWrite operation) {
        WriteWaiters waiting = waiters;
        if (waiting == null) {
            waiting = new WriteWaiters();
            waiters = waiting;
        }
        waiting.add(operation);
        return operation;
    }

    // The waiting operations

    /** Whether {@link #poll} would do something. */
    public boolean canPoll(long sent, int lowWaterMark) {
        WriteWaiters waiting = waiters;
        if (waiting == null || waiting.isEmpty()) {
            return false;
        }
        return waiting.canPoll(operation -> reached(operation, sent, lowWaterMark));
    }

    /** Removes and claims the first operation that need not wait any more; null if there is none. */
    @Nullable
    public PendingWrite poll(long sent, int lowWaterMark) {
        WriteWaiters waiting = waiters;
        if (waiting == null || waiting.isEmpty()) {
            return null;
        }
        return waiting.poll(operation -> reached(operation, sent, lowWaterMark));
    }

    private boolean reached(PendingWrite operation, long sent, int lowWaterMark) {
        if (broken() || heldDiscarded) {
            return true;
        }
        return switch (operation.kind()) {
            case WRITE -> queued() <= lowWaterMark;
            case FLUSH -> sent >= operation.mark;
            default -> ended();
        };
    }

    /** What an operation fails with that {@link #poll} has returned; null if it succeeds. */
    @Nullable
    public IOException failureOf(PendingWrite operation) {
        if (operation.kind() == Operation.SHUTDOWN_OUTPUT && ended()) {
            return null;
        }
        return heldDiscarded && !broken() ? refusal : brokenBecause();
    }

    /** The operation that has waited longest; for looking from outside, may be out of date. */
    @Nullable
    public PendingWrite waiter() {
        WriteWaiters waiting = waiters;
        return waiting == null ? null : waiting.first();
    }

    // The transport

    /** A write completed. On any thread. */
    public void completed(int count) {
        result = count;
    }

    /** A write failed. On any thread. */
    public void failed(IOException cause) {
        resultFailure = cause;
        result = FAILURE;
    }

    /** Whether the transport has a write that it has not reported yet. From any thread. */
    public boolean writing() {
        return writing && result == NONE;
    }

    /**
     * Starts a transport write if something is queued and none is under way.
     *
     * @param sent the position in the output up to where the operating system has taken it
     * @return true if a write was started, which may have completed already
     */
    public boolean write(Transport transport, @Nullable LoopThread thread, long sent) {
        if (writing || broken()) {
            return false;
        }
        OutputChunk chunk = queue.sending();
        if (!queue.hasUnsent()) {
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
     * Takes the result of the transport's write.
     *
     * @return the number of bytes taken, which {@link OutputQueue#sending} has, or one of the constants
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

    /** What a write failed with that the transport has reported, or null. */
    @Nullable
    public IOException writeFailure() {
        return resultFailure;
    }

    /** Whether there is something to write, or FIN to be sent. */
    public boolean wantsFlush(long sent) {
        return !broken() && !writing && !held(sent) && (queued() > 0 || state == State.FINISHING);
    }

    // The end

    /** Accepts no more writes; FIN follows what is queued. */
    public void finish() {
        if (state == State.OPEN) {
            state = State.FINISHING;
        }
    }

    /**
     * Sends FIN if the output has been finished and sent.
     *
     * @param closeSendsIt whether closing the transport, which comes next, sends FIN itself
     */
    public void end(Transport transport, boolean closeSendsIt, long sent, @Nullable LoopThread thread) {
        if (state == State.OPEN || state == State.ENDED || broken() || writing || held(sent)) {
            return;
        }
        try {
            if (state == State.FINISHING) {
                state = State.ENDING;
                if (!closeSendsIt) {
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

    /** Whether the transport has sent FIN since {@link #end} asked it to. */
    public boolean endDue(Transport transport) {
        return state == State.ENDING && !broken() && !transport.shutdownPending();
    }

    /** Whether no more writes are accepted because the output ends or has ended. */
    public boolean finishing() {
        return state != State.OPEN;
    }

    /** Whether FIN has been sent. From any thread. */
    public boolean ended() {
        return state == State.ENDED;
    }

    /** Ends all writing: what is queued is discarded. */
    public void fail(IOException cause, @Nullable LoopThread thread) {
        if (!broken()) {
            failure = cause;
        }
        queue.clear(writing, thread);
    }

    /** The connection has ended: what is queued is discarded. */
    public void release(@Nullable LoopThread thread) {
        released = true;
        queue.clear(writing, thread);
    }

    private boolean broken() {
        return released || failure != null;
    }

    /** Why nothing more is written; null while it is. */
    @Nullable
    public IOException brokenBecause() {
        return broken() ? failure() : null;
    }

    /** Whether this is what has broken the output. */
    public boolean brokenBy(Throwable cause) {
        return failure == cause;
    }

    /** What has ended all writing. Where that was the connection's end, the exception is created on demand. */
    private IOException failure() {
        IOException known = failure;
        if (known == null) {
            known = new AsynchronousCloseException();
            failure = known;
        }
        return known;
    }

    /** Whether nothing is queued, under way, waiting or over: the next write needs no more than a new pump. */
    public boolean idle() {
        return queue.isEmpty()
                && !writing
                && state == State.OPEN
                && !broken()
                && refusal == null
                && heldFrom == NOT_HELD
                && (waiters == null || waiters.isEmpty());
    }

    // TLS

    /** Refuses further writes; what was accepted before leaves. */
    public void refuse(IOException cause) {
        refusal = cause;
    }

    /** Holds back for TLS what is written from now on, at this position in the output. */
    public void hold(long position) {
        queue.retire();
        heldFrom = position;
    }

    /** Sends what was held back: TLS carries it. */
    public void releaseHeld() {
        heldFrom = NOT_HELD;
    }

    /** Discards what was held back, and fails what waits for it: there is no TLS. */
    public void discardHeld(IOException cause, @Nullable LoopThread thread) {
        heldFrom = NOT_HELD;
        refusal = cause;
        heldDiscarded = true;
        queue.clear(writing, thread);
    }

    private boolean held(long sent) {
        return heldFrom != NOT_HELD && sent >= heldFrom;
    }

    /** Whether everything written before {@link #hold} has been taken by the operating system. */
    public boolean drainedForTls(long sent) {
        return held(sent) && !writing;
    }
}
