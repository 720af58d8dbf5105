package dev.futurewire.internal.channel;

import dev.futurewire.ChannelOptions;
import dev.futurewire.WriteQueueFullException;
import dev.futurewire.internal.frame.ByteSearch;
import dev.futurewire.internal.future.ChannelFuture;
import dev.futurewire.internal.future.FailureOrigins;
import dev.futurewire.internal.loop.BufferPool;
import dev.futurewire.internal.loop.LoopThread;
import dev.futurewire.internal.memory.MemoryBudget;
import dev.futurewire.internal.transport.Transport;
import dev.futurewire.observe.Operation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The writing half of a channel: a queue of bytes with water marks, and the one transport write under way. There is one
 * only while it is needed, see {@link #idle}.
 *
 * <h2>Theory of operation</h2>
 *
 * <p>{@link #write} only collects: bytes are copied into the last chunk. The channel's turn calls {@link #pump} when the
 * input has been used up, so that a batch of pipelined lines is answered by one transport write. At the high-water mark
 * the pump is started right away; a writer waits only if the operating system does not take it all.
 *
 * <p>What has been sent (taken by the operating system) the channel counts; here is what is queued. Writers and flushers
 * wait in one queue in the order of their calls.
 *
 * <p>Everything here belongs to the owner of the channel's turn, except what the transport reports ({@link #result}).
 */
final class WriteSide {
    /** From this size on a write's bytes get a chunk of their own. */
    private static final int LARGE = BufferPool.BUFFER_SIZE / 2;

    /** The chunk of a thread that has no pool. */
    private static final int SMALL = 1024;

    /** The most that one transport write is given: the JDK copies it through a direct buffer of that size. */
    private static final int SLICE = 128 * 1024;

    private static final int NOTHING = Integer.MIN_VALUE;
    private static final int FAILED = Integer.MIN_VALUE + 1;

    private final StreamChannel channel;

    /** Chunks that are filled before {@code last}; null while there was never need of one. */
    private @Nullable ArrayDeque<OutputChunk> full;

    /** The chunk that is being filled. */
    private @Nullable OutputChunk last;

    /** The chunk that the transport has. */
    private @Nullable OutputChunk sending;

    private @Nullable ArrayDeque<PendingWrite> waiters;
    private boolean writing;
    private volatile int result = NOTHING;
    private @Nullable IOException resultFailure;

    private boolean finishing;

    /** FIN has been sent. Also read from outside. */
    private volatile boolean finished;

    /** The transport has been told to end the output. */
    private boolean shutting;

    private @Nullable IOException broken;

    /** Why no more is accepted although what was accepted before still leaves; null while more is. */
    private @Nullable IOException refusing;

    /** What waited for TLS was dropped: there will be none. */
    private boolean dropped;

    /** The connection has ended. */
    private boolean over;

    private long queued;

    /** The capacity of all chunks. */
    private long capacity;

    WriteSide(StreamChannel channel) {
        this.channel = channel;
    }

    /** Bytes accepted and not yet taken by the operating system. */
    long queued() {
        return queued;
    }

    /** How many bytes have been written in all. */
    private long accepted() {
        return channel.bytesOut() + queued;
    }

    /** Whether nothing is queued or under way, nobody waits, and nothing has ended: whoever writes next needs another. */
    boolean idle() {
        return queued == 0
                && sending == null
                && !writing
                && !finishing
                && !isBroken()
                && refusing == null
                && (waiters == null || waiters.isEmpty());
    }

    /** The owner writes. Calls no user code. */
    CompletableFuture<Void> write(byte[] bytes, int from, int count) {
        IOException refusal = refusal(count);
        if (refusal != null) {
            return channel.refused(Operation.WRITE, refusal);
        }
        return collect(bytes, from, count) ? channel.done() : await(channel.pendingWrite(Operation.WRITE, 0));
    }

    /**
     * Queues bytes that were not refused.
     *
     * @return whether the queue is below its high-water mark then
     */
    boolean collect(byte[] bytes, int from, int count) {
        append(bytes, from, count);
        int high = channel.options().highWaterMark();
        if (queued() >= high) {
            if (channel.loopThread() != null) {
                pump();
            }
            channel.charge();
        }
        return queued() < high && !isBroken();
    }

    /** Why a write is refused, or null if it is not. */
    @Nullable
    IOException refusal(int count) {
        if (finishing) {
            return FailureOrigins.mark(channel, new ClosedChannelException());
        }
        if (isBroken()) {
            return failure();
        }
        if (refusing != null) {
            return refusing;
        }
        WriteQueueFullException full = full(count);
        return full == null ? null : FailureOrigins.mark(channel, full);
    }

    private @Nullable WriteQueueFullException full(int count) {
        ChannelOptions options = channel.options();
        long queued = queued();
        return queued >= options.highWaterMark()
                        && (channel.host().queueFull() || channel.budget().full())
                ? WriteLimit.serverFull(options, queued, count)
                : WriteLimit.refusal(options, queued, count);
    }

    private void append(byte[] bytes, int from, int count) {
        channel.wroteLines(ByteSearch.count(bytes, from, from + count, (byte) '\n'));
        queued += count;
        int at = from;
        int left = count;
        while (left > 0) {
            OutputChunk chunk = last;
            if (chunk == null || chunk.room() == 0) {
                chunk = open(left);
            }
            int part = Math.min(left, chunk.room());
            chunk.put(bytes, at, part);
            at += part;
            left -= part;
        }
    }

    private OutputChunk open(int least) {
        retire();
        LoopThread thread = channel.loopThread();
        ByteBuffer buffer;
        if (least >= LARGE) {
            buffer = ByteBuffer.allocate(least);
        } else if (thread == null) {
            buffer = ByteBuffer.allocate(Math.max(least, SMALL));
        } else if (channel.budget().tight()) {
            buffer = ByteBuffer.allocate(Math.max(least, MemoryBudget.SMALL));
        } else {
            buffer = thread.buffers().take();
        }
        OutputChunk chunk = new OutputChunk(buffer);
        last = chunk;
        capacity += buffer.capacity();
        return chunk;
    }

    /** The capacity of what is queued. */
    long capacity() {
        return capacity;
    }

    /** The owner waits for the operating system to have taken everything. Completed at once if it has. */
    CompletableFuture<Void> flush() {
        if (isBroken()) {
            return ChannelFuture.failed(channel, failure());
        }
        return queued() == 0 ? channel.done() : await(channel.pendingWrite(Operation.FLUSH, accepted()));
    }

    /** The owner ends the output and waits for FIN to be sent. */
    CompletableFuture<Void> shutdown() {
        finishing = true;
        if (finished) {
            return channel.done();
        }
        if (isBroken()) {
            return ChannelFuture.failed(channel, failure());
        }
        return await(channel.pendingWrite(Operation.SHUTDOWN_OUTPUT, 0));
    }

    /** The owner lets a future wait that another thread has been given already. */
    void adopt(PendingWrite waiter) {
        waiter.mark = accepted();
        finishing |= waiter.kind() == Operation.SHUTDOWN_OUTPUT;
        await(waiter);
    }

    /** Whether {@link #serve} would complete somebody. */
    boolean canServe() {
        ArrayDeque<PendingWrite> waiting = waiters;
        if (waiting == null || waiting.isEmpty()) {
            return false;
        }
        boolean low = low();
        for (PendingWrite waiter : waiting) {
            if (failing() || waiter.claimed() || ready(waiter, low)) {
                return true;
            }
        }
        return false;
    }

    private boolean low() {
        return queued() <= channel.options().lowWaterMark();
    }

    private PendingWrite await(PendingWrite waiter) {
        ArrayDeque<PendingWrite> waiting = waiters;
        if (waiting == null) {
            waiting = new ArrayDeque<>(4);
            waiters = waiting;
        }
        // Those that were withdrawn at either end are not kept until a turn comes to them: there may be none for long.
        while (claimed(waiting.peekLast())) {
            waiting.removeLast();
        }
        while (claimed(waiting.peekFirst())) {
            waiting.removeFirst();
        }
        waiting.addLast(waiter);
        return waiter;
    }

    private static boolean claimed(@Nullable PendingWrite waiter) {
        return waiter != null && waiter.claimed();
    }

    /** No more writes; FIN follows what is queued. */
    void finish() {
        finishing = true;
    }

    /** Hands queued output to the transport, as long as that takes it at once; then FIN if the output has ended. */
    void pump() {
        while (!isBroken()) {
            if (writing) {
                if (!absorb()) {
                    return;
                }
                continue;
            }
            OutputChunk chunk = sending;
            if (chunk == null || chunk.unsent() == 0) {
                if (held()) {
                    return;
                }
                chunk = next(chunk);
                if (chunk == null) {
                    break;
                }
            }
            writing = true;
            ByteBuffer buffer = chunk.buffer;
            buffer.limit(Math.min(chunk.end, buffer.position() + SLICE));
            channel.transport().write(buffer);
        }
        if (finishing && !finished && !isBroken()) {
            end();
        }
    }

    private void end() {
        Transport transport = channel.transport();
        try {
            if (!shutting) {
                shutting = true;
                if (!channel.closesNext()) {
                    transport.shutdownOutput();
                }
            }
            finished = !transport.shutdownPending();
        } catch (IOException failure) {
            fail(failure);
        }
    }

    /** Whether the transport has come to the end of the output since {@link #pump} asked it to. */
    boolean endDue() {
        return shutting && !finished && !isBroken() && !channel.transport().shutdownPending();
    }

    /**
     * What is written from now on waits for TLS.
     *
     * @return up to where output goes to the present transport
     */
    long hold() {
        retire();
        return accepted();
    }

    /** Nothing more is put into the last chunk. */
    private void retire() {
        OutputChunk filled = last;
        if (filled != null) {
            last = null;
            ArrayDeque<OutputChunk> chunks = full;
            if (chunks == null) {
                chunks = new ArrayDeque<>(4);
                full = chunks;
            }
            chunks.addLast(filled);
        }
    }

    private boolean held() {
        TlsUpgrade upgrade = channel.upgrade();
        return upgrade != null && upgrade.holds(channel.bytesOut());
    }

    /** Whether all that was written before {@link #hold} has been taken by the operating system. */
    boolean drained() {
        return held() && !writing;
    }

    private @Nullable OutputChunk next(@Nullable OutputChunk spent) {
        release(spent);
        ArrayDeque<OutputChunk> chunks = full;
        OutputChunk chunk = chunks == null ? null : chunks.pollFirst();
        if (chunk == null) {
            chunk = last;
            last = null;
        }
        sending = chunk;
        return chunk;
    }

    /**
     * Takes in what the transport has reported.
     *
     * @return true if something was
     */
    boolean absorb() {
        int count = result;
        if (count == NOTHING) {
            return false;
        }
        result = NOTHING;
        writing = false;
        if (count == FAILED) {
            fail(resultFailure != null ? resultFailure : new ClosedChannelException());
            return true;
        }
        OutputChunk chunk = sending;
        if (chunk != null) {
            ChannelEvents.written(channel, chunk.buffer, chunk.buffer.position() - count, count);
        }
        channel.sent(count);
        queued -= count;
        return true;
    }

    /** Whether the transport has reported something that was not taken in yet. */
    boolean reported() {
        return result != NOTHING;
    }

    /** What a write failed with that the transport has reported; null if none did. */
    @Nullable
    IOException writeFailure() {
        return resultFailure;
    }

    /** Whether the transport has a write that it has not reported yet. From any thread. */
    boolean writing() {
        return writing && result == NOTHING;
    }

    void completed(int count) {
        result = count;
    }

    void failed(IOException failure) {
        resultFailure = failure;
        result = FAILED;
    }

    /** Ends all writing: what is queued is dropped. */
    void fail(IOException failure) {
        if (!isBroken()) {
            broken = failure;
        }
        drop();
    }

    /** Nothing more is accepted; what was accepted before leaves. */
    void refuse(IOException failure) {
        refusing = failure;
    }

    /** There will be no TLS: nothing more is accepted, and what waited for it fails. What was to leave before has left. */
    void refuseHeld(IOException failure) {
        refusing = failure;
        dropped = true;
        drop();
    }

    /** The connection has ended: what is queued is dropped. */
    void release() {
        over = true;
        drop();
    }

    private void drop() {
        ArrayDeque<OutputChunk> chunks = full;
        if (chunks != null) {
            chunks.forEach(this::release);
        }
        full = null;
        release(last);
        last = null;
        if (!writing) {
            release(sending);
            sending = null;
        }
        queued = 0;
    }

    private void release(@Nullable OutputChunk chunk) {
        if (chunk == null) {
            return;
        }
        capacity -= chunk.buffer.capacity();
        LoopThread thread = channel.loopThread();
        if (thread != null) {
            thread.buffers().give(chunk.buffer);
        }
    }

    /** Completes those who have waited long enough. Calls user code. In a turn. */
    boolean serve() {
        ArrayDeque<PendingWrite> waiting = waiters;
        if (waiting == null || waiting.isEmpty()) {
            return false;
        }
        boolean low = low();
        for (Iterator<PendingWrite> each = waiting.iterator(); each.hasNext(); ) {
            PendingWrite waiter = each.next();
            if (waiter.claimed()) {
                each.remove();
            } else if (failing() || ready(waiter, low)) {
                each.remove();
                if (waiter.claim()) {
                    ChannelEvents.waited(channel, waiter);
                    call(waiter);
                    return true;
                }
            }
        }
        return false;
    }

    private boolean ready(PendingWrite waiter, boolean low) {
        return switch (waiter.kind()) {
            case WRITE -> low;
            case FLUSH -> channel.bytesOut() >= waiter.mark;
            default -> finished;
        };
    }

    private void call(PendingWrite waiter) {
        IOException failure = dropped && !isBroken() ? refusing : broken();
        channel.enterUser();
        if (failure != null && !(waiter.kind() == Operation.SHUTDOWN_OUTPUT && finished)) {
            if (waiter.getNumberOfDependents() == 0) {
                channel.unobserved(waiter, failure);
            }
            waiter.fail(failure);
        } else {
            waiter.finish();
        }
        channel.leaveUser();
    }

    /** Whether there is something that {@link #pump} would do. */
    boolean wantsPump() {
        return !isBroken() && !writing && !held() && (queued() > 0 || (finishing && !finished && !shutting));
    }

    boolean finished() {
        return finished;
    }

    boolean finishing() {
        return finishing;
    }

    /** Why nothing more is written; null while it is. */
    @Nullable
    IOException broken() {
        return isBroken() ? failure() : null;
    }

    /** Whether this is what has broken the output. */
    boolean brokenBy(Throwable failure) {
        return broken == failure;
    }

    private boolean isBroken() {
        return over || broken != null;
    }

    private boolean failing() {
        return isBroken() || dropped;
    }

    /** What has ended all writing. Where it was only the connection's end, the exception is made for whoever asks first. */
    private IOException failure() {
        IOException known = broken;
        if (known == null) {
            known = new AsynchronousCloseException();
            broken = known;
        }
        return known;
    }

    /** Who waits longest, for those who look from outside; may be out of date. */
    @Nullable
    PendingWrite waiter() {
        ArrayDeque<PendingWrite> waiting = waiters;
        return waiting == null ? null : waiting.peekFirst();
    }
}
