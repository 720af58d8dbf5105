package dev.futurewire.internal.input;

import dev.futurewire.internal.frame.InputBuffer;
import dev.futurewire.internal.loop.BufferPool;
import dev.futurewire.internal.loop.LoopThread;
import dev.futurewire.internal.loop.ReadSizePredictor;
import dev.futurewire.internal.memory.MemoryBudget;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The memory that a connection's input takes: the buffer that the next transport read fills, and the {@link InputBuffer}
 * over the bytes received.
 *
 * <h2>Theory of operation</h2>
 *
 * <p>An idle connection waits with a small pooled buffer outside the heap; what arrives is copied into an array. The size of
 * the buffer follows the traffic: where {@link ReadSizePredictor} predicts more, the connection waits with an array of that size,
 * and while reads fill it, a pooled buffer of the thread takes its place. Where the transport lends a buffer, a connection
 * without buffered input has none at all.
 *
 * <p>An idle connection keeps neither an InputBuffer nor a size estimate; both are recreated when data arrives.
 *
 * <p>While memory is tight (see {@link MemoryBudget}) a buffer that is full grows only when the budget grants it; otherwise
 * reading pauses until the budget resumes the connection.
 *
 * <p>Everything here belongs to the owner of the channel's turn, except {@link #lend}.
 */
public abstract class ReadBuffers {
    /** The least room for a transport read; with less, room is made: 64 bytes. */
    private static final int LEAST_ROOM = InputBuffer.SMALLEST / 2;

    /** The most that one transport read asks for: the JDK caches a direct buffer of that size per thread. */
    private static final int SLICE = 128 * 1024;

    /**
     * The least size of lent input that is copied into a pooled buffer: 8 KiB. With a lower one, peers that send a part of a
     * record and pause would hold many times its size.
     */
    private static final int LARGE = BufferPool.BUFFER_SIZE / 8;

    private static final ByteBuffer NO_BUFFER = ByteBuffer.allocate(0);

    /** The estimate of a connection that has none of its own. */
    private static final ReadSizePredictor LITTLE = new ReadSizePredictor(InputBuffer.SMALLEST);

    /** Whether the input may grow. */
    private enum Growth {
        /** As the budget grants. */
        NORMAL,

        /** The budget refused: reading pauses until it resumes the connection. */
        PAUSED,

        /** The budget has resumed the connection: it may grow until it holds nothing. */
        RESUMED
    }

    /** The bytes received; null while it would be {@link InputBuffer#blank}. */
    private @Nullable InputBuffer input;

    /** Wraps the input's array; what arrived in a lent buffer is copied into one by the transport's thread. */
    private ByteBuffer target = NO_BUFFER;

    /** Null: little. */
    private @Nullable ReadSizePredictor expected;

    /** Also read from outside. */
    private Growth growth = Growth.NORMAL;

    /** The read under way has no buffer. */
    private boolean lent;

    /** Whether a transport read is under way. */
    public abstract boolean reading();

    /** The bytes received, created where there are none. */
    public final InputBuffer buffer() {
        InputBuffer known = input;
        if (known == null) {
            known = new InputBuffer(array(target), reading());
            input = known;
        }
        return known;
    }

    /** The number of bytes buffered. */
    public final int available() {
        InputBuffer known = input;
        return known == null ? 0 : known.available();
    }

    /** Whether the rest of an overlong record is being dropped. */
    public final boolean skipping() {
        return input != null && input.skipping();
    }

    /** The capacity of the buffer that is read into. */
    public final int capacity() {
        return target.capacity();
    }

    /** The buffer that the last completed read has filled. */
    public final ByteBuffer target() {
        return target;
    }

    /** Drops the buffered bytes; returns their number. */
    public final int clear() {
        int count = available();
        if (input != null) {
            input.clear();
        }
        return count;
    }

    /** Releases what only says that nothing is buffered. */
    public final void releaseIdleState() {
        if (input != null && input.blank()) {
            input = null;
        }
    }

    // Growing

    /** Whether reading has paused because memory is tight. */
    public final boolean paused() {
        return growth == Growth.PAUSED;
    }

    /**
     * Whether the next read has room, or may make some.
     *
     * @param budget of the channel
     * @return false if reading must pause
     */
    public final boolean mayRead(MemoryBudget budget) {
        int count = available();
        if (count == 0) {
            endGrowth(budget);
            return true;
        }
        return target.capacity() - count >= LEAST_ROOM
                || growth == Growth.RESUMED
                || budget.grants(2 * Math.max(count, InputBuffer.SMALLEST));
    }

    /** Pauses reading; false if it has paused already. */
    public final boolean pause() {
        boolean first = growth != Growth.PAUSED;
        growth = Growth.PAUSED;
        return first;
    }

    /** The budget allows this to grow until it holds nothing; false if reading is not paused any more. */
    public final boolean resume() {
        boolean paused = growth == Growth.PAUSED;
        if (paused) {
            growth = Growth.RESUMED;
        }
        return paused;
    }

    private void endGrowth(MemoryBudget budget) {
        if (growth == Growth.RESUMED) {
            growth = Growth.NORMAL;
            budget.growthEnded();
        }
    }

    /**
     * Releases the buffers: the transport is closed.
     *
     * @return whether reading was paused
     */
    public final boolean release(@Nullable LoopThread thread, MemoryBudget budget) {
        if (!reading()) {
            giveBack(thread);
            target = NO_BUFFER;
        }
        clear();
        boolean paused = growth == Growth.PAUSED;
        if (paused) {
            growth = Growth.NORMAL;
        }
        endGrowth(budget);
        return paused;
    }

    // Before a read

    /** Prepares a read into a buffer that the transport lends. */
    public final void waitWithoutBuffer(LoopThread thread) {
        exchange(thread, NO_BUFFER);
        lent = true;
    }

    /** Prepares a read: the buffer, its position and limit set to the room behind the buffered bytes. */
    public final ByteBuffer prepare(@Nullable LoopThread thread, MemoryBudget budget) {
        size(thread, budget);
        int from = 0;
        InputBuffer known = input;
        if (known != null) {
            known.receiving();
            from = known.writeIndex();
        }
        return target.limit(from + Math.min(target.capacity() - from, SLICE)).position(from);
    }

    /** Sees to room for the next read: as much as is expected, four times as much if the last one filled its buffer. */
    private void size(@Nullable LoopThread thread, MemoryBudget budget) {
        ReadSizePredictor read = expected != null ? expected : LITTLE;
        int capacity = target.capacity();
        InputBuffer known = input;
        if (known == null || known.available() == 0) {
            int wish = waitingSize(read, capacity, budget);
            if (thread != null && expected == null) {
                exchange(thread, thread.buffers().takeWaiting());
            } else if (wish != capacity) {
                exchange(thread, take(thread, wish));
            }
            return;
        }
        int count = known.available();
        int larger = read.larger(capacity);
        if (growth != Growth.RESUMED && budget.tight() && capacity - count >= LEAST_ROOM) {
            // Memory is tight: the present buffer has room enough.
            if (known.room() < LEAST_ROOM) {
                known.compact();
            }
        } else if (read.filled() && capacity < larger && count <= larger / 2) {
            exchange(thread, take(thread, larger));
        } else if (known.room() < LEAST_ROOM || (read.filled() && known.room() < count)) {
            known.ensureRoom(Math.max(count, InputBuffer.SMALLEST));
            if (target.array() != known.array()) {
                giveBack(thread);
                target = ByteBuffer.wrap(known.array());
            }
        }
    }

    /** The size of the buffer that a connection without input waits with: less than expected if others need the memory. */
    private static int waitingSize(ReadSizePredictor read, int capacity, MemoryBudget budget) {
        int wish = read.capacity(capacity);
        return budget.ample() || (read.filled() && !budget.tight()) ? wish : Math.min(wish, InputBuffer.SMALLEST);
    }

    private static ByteBuffer take(@Nullable LoopThread thread, int size) {
        if (thread != null && size == BufferPool.BUFFER_SIZE) {
            return thread.buffers().take();
        }
        return thread != null && size == BufferPool.SMALL_SIZE
                ? thread.buffers().takeSmall()
                : ByteBuffer.allocate(size);
    }

    /** The array of a heap buffer. What arrives in a direct one is copied before it is looked at. */
    private static byte[] array(ByteBuffer buffer) {
        return (buffer.isDirect() ? NO_BUFFER : buffer).array();
    }

    private void exchange(@Nullable LoopThread thread, ByteBuffer other) {
        if (input != null) {
            input.exchange(array(other));
        }
        giveBack(thread);
        target = other;
    }

    private void giveBack(@Nullable LoopThread thread) {
        if (thread != null) {
            thread.buffers().give(target);
        }
    }

    // After a read

    /**
     * Copies what a read into a lent buffer has brought. On the transport's thread, which owns the target until the read's
     * completion is reported.
     */
    public final void lend(ByteBuffer bytes, MemoryBudget budget) {
        int count = bytes.remaining();
        int size = count >= LARGE && budget.ample() ? BufferPool.BUFFER_SIZE : Math.max(count, InputBuffer.SMALLEST);
        ByteBuffer copy = take(LoopThread.current(), size);
        copy.put(0, bytes, bytes.position(), count);
        target = copy;
    }

    /**
     * Takes the buffer back after a read.
     *
     * @param count the number of bytes that it brought, zero or less if none
     * @return whether its size says something about the next read
     */
    public final boolean takeBack(int count, @Nullable LoopThread thread) {
        boolean sized = !lent;
        boolean moved = lent || copyWaiting(count, thread);
        lent = false;
        if (input != null) {
            // The transport does not write behind the input's end any more.
            input.received(0);
            if (moved) {
                input.exchange(target.array());
            }
        }
        return sized;
    }

    /** Copies what has arrived in a direct buffer to an array; false if it arrived in one. */
    private boolean copyWaiting(int count, @Nullable LoopThread thread) {
        ByteBuffer from = target;
        if (!from.isDirect()) {
            return false;
        }
        giveBack(thread);
        if (count > 0) {
            target = take(thread, BufferPool.SMALL_SIZE);
            target.put(0, from, 0, count);
        } else {
            target = NO_BUFFER;
        }
        return true;
    }

    /**
     * Adds received bytes to the input.
     *
     * @param count their number
     * @param sized what {@link #takeBack} has returned
     */
    public final void add(int count, boolean sized) {
        InputBuffer received = buffer();
        int from = received.writeIndex();
        received.received(count);
        if (sized) {
            predict(count, target.limit() - from);
        }
    }

    private void predict(int count, int offered) {
        ReadSizePredictor known = expected;
        if (known == null) {
            if (count < InputBuffer.SMALLEST && count < offered) {
                return;
            }
            known = new ReadSizePredictor(InputBuffer.SMALLEST);
            expected = known;
        }
        known.record(count, offered);
        if (known.little()) {
            expected = null;
        }
    }
}
