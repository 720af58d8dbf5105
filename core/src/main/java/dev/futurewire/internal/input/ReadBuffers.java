package dev.futurewire.internal.input;

import dev.futurewire.internal.frame.InputBuffer;
import dev.futurewire.internal.loop.BufferPool;
import dev.futurewire.internal.loop.LoopThread;
import dev.futurewire.internal.loop.ReadSizePredictor;
import dev.futurewire.internal.memory.MemoryBudget;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The buffers of a connection's input: the buffer for the next transport read, and the {@link InputBuffer} over the bytes
 * received.
 *
 * <h2>Theory of operation</h2>
 *
 * <p>An idle connection waits with a small pooled direct buffer; received bytes are copied into an array. The size of the buffer
 * follows the traffic: if {@link ReadSizePredictor} predicts more, the connection waits with an array of that size, and while
 * reads fill it, with a pooled buffer of the thread. If the transport lends a buffer, a connection without buffered input has no
 * buffer of its own.
 *
 * <p>An idle connection keeps neither an InputBuffer nor a size estimate; both are recreated when data arrives.
 *
 * <p>While memory is tight (see {@link MemoryBudget}), a full buffer grows only if the budget grants it; otherwise reading pauses
 * until the budget resumes the connection.
 *
 * <p>Confined to the owner of the channel's turn, except {@link #lend}.
 */
public abstract class ReadBuffers {
    /** Minimum room for a transport read: 64 bytes. */
    private static final int MIN_ROOM = InputBuffer.SMALLEST / 2;

    /** Maximum size of one transport read: the JDK caches a direct buffer of that size per thread. */
    private static final int SLICE = 128 * 1024;

    /**
     * Minimum size of lent input that is copied into a pooled buffer: 8 KiB. With a lower limit, peers that send a part of a
     * record and pause would occupy many times its size.
     */
    private static final int LARGE = BufferPool.BUFFER_SIZE / 8;

    private static final ByteBuffer NO_BUFFER = ByteBuffer.allocate(0);

    /** The predictor of connections without one of their own. */
    private static final ReadSizePredictor DEFAULT_PREDICTOR = new ReadSizePredictor(InputBuffer.SMALLEST);

    /** Whether the input may grow. */
    private enum Growth {
        /** The input grows as the budget grants. */
        NORMAL,

        /** The budget did not grant growth: reading is paused until it resumes the connection. */
        PAUSED,

        /** The budget has resumed the connection: the input may grow until it is empty again. */
        RESUMED
    }

    /** The bytes received; null instead of an {@link InputBuffer#blank} buffer. */
    private @Nullable InputBuffer input;

    /** Buffer of the transport read; wraps the input's array. After a read into a lent buffer, set by the transport's thread. */
    private ByteBuffer target = NO_BUFFER;

    /** Null while reads are small. */
    private @Nullable ReadSizePredictor predictor;

    /** Also read by other threads. */
    private Growth growth = Growth.NORMAL;

    /** Whether the read in progress uses a buffer lent by the transport. */
    private boolean lent;

    /** Whether a transport read is in progress. */
    public abstract boolean reading();

    /** The buffer of the bytes received, created if there is none. */
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

    /** Whether the rest of an overlong record is being discarded. */
    public final boolean skipping() {
        return input != null && input.skipping();
    }

    /** The capacity of the transport read's buffer. */
    public final int capacity() {
        return target.capacity();
    }

    /** The buffer filled by the last completed read. */
    public final ByteBuffer target() {
        return target;
    }

    /** Discards the buffered bytes; returns their number. */
    public final int clear() {
        int count = available();
        if (input != null) {
            input.clear();
        }
        return count;
    }

    /** Releases a blank input buffer. */
    public final void releaseIdleState() {
        if (input != null && input.blank()) {
            input = null;
        }
    }

    // Growth

    /** Whether reading has paused because memory is tight. */
    public final boolean paused() {
        return growth == Growth.PAUSED;
    }

    /**
     * Returns whether the next read has room or the buffer may grow.
     *
     * @param budget the channel's memory budget
     * @return false if reading must pause
     */
    public final boolean mayRead(MemoryBudget budget) {
        int count = available();
        if (count == 0) {
            endGrowth(budget);
            return true;
        }
        return target.capacity() - count >= MIN_ROOM
                || growth == Growth.RESUMED
                || budget.grants(2 * Math.max(count, InputBuffer.SMALLEST));
    }

    /** Pauses reading; false if it was paused already. */
    public final boolean pause() {
        boolean first = growth != Growth.PAUSED;
        growth = Growth.PAUSED;
        return first;
    }

    /** Resumes reading and allows the input to grow until it is empty again; false if reading is not paused. */
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
     * Releases the buffers after the transport has been closed.
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

    /** Prepares a read into a buffer lent by the transport. */
    public final void waitWithoutBuffer(LoopThread thread) {
        exchange(thread, NO_BUFFER);
        lent = true;
    }

    /** Prepares a read; returns the buffer, with position and limit set to the room after the buffered bytes. */
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

    /** Makes room for the next read: the predicted size, or four times the size if the last read filled the buffer. */
    private void size(@Nullable LoopThread thread, MemoryBudget budget) {
        ReadSizePredictor estimate = predictor != null ? predictor : DEFAULT_PREDICTOR;
        int capacity = target.capacity();
        InputBuffer known = input;
        if (known == null || known.available() == 0) {
            int size = waitingSize(estimate, capacity, budget);
            if (thread != null && predictor == null) {
                exchange(thread, thread.buffers().takeWaiting());
            } else if (size != capacity) {
                exchange(thread, take(thread, size));
            }
            return;
        }
        int count = known.available();
        int larger = estimate.larger(capacity);
        if (growth != Growth.RESUMED && budget.tight() && capacity - count >= MIN_ROOM) {
            // Memory is tight and the current buffer has enough room.
            if (known.room() < MIN_ROOM) {
                known.compact();
            }
        } else if (estimate.filled() && capacity < larger && count <= larger / 2) {
            exchange(thread, take(thread, larger));
        } else if (known.room() < MIN_ROOM || (estimate.filled() && known.room() < count)) {
            known.ensureRoom(Math.max(count, InputBuffer.SMALLEST));
            if (target.array() != known.array()) {
                giveBack(thread);
                target = ByteBuffer.wrap(known.array());
            }
        }
    }

    /** The size of the buffer of a connection without buffered input; less than predicted if memory is scarce. */
    private static int waitingSize(ReadSizePredictor estimate, int capacity, MemoryBudget budget) {
        int size = estimate.capacity(capacity);
        return budget.ample() || (estimate.filled() && !budget.tight()) ? size : Math.min(size, InputBuffer.SMALLEST);
    }

    private static ByteBuffer take(@Nullable LoopThread thread, int size) {
        if (thread != null && size == BufferPool.BUFFER_SIZE) {
            return thread.buffers().take();
        }
        return thread != null && size == BufferPool.SMALL_SIZE
                ? thread.buffers().takeSmall()
                : ByteBuffer.allocate(size);
    }

    /** The array of a heap buffer, or an empty one for a direct buffer, whose content is copied before it is scanned. */
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
     * Copies bytes received in a lent buffer. On the transport's thread, which owns the target until it reports the read's
     * completion.
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
     * @param count the number of bytes received; zero or less if none
     * @return whether the size of the read is useful for prediction
     */
    public final boolean takeBack(int count, @Nullable LoopThread thread) {
        boolean sized = !lent;
        boolean moved = lent || copyWaiting(count, thread);
        lent = false;
        if (input != null) {
            // The transport no longer writes beyond the input's end.
            input.received(0);
            if (moved) {
                input.exchange(target.array());
            }
        }
        return sized;
    }

    /** Copies bytes received in a direct buffer to an array; false if they were received in an array. */
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
     * @param count the number of bytes
     * @param sized the result of {@link #takeBack}
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
        ReadSizePredictor known = predictor;
        if (known == null) {
            if (count < InputBuffer.SMALLEST && count < offered) {
                return;
            }
            known = new ReadSizePredictor(InputBuffer.SMALLEST);
            predictor = known;
        }
        known.record(count, offered);
        if (known.little()) {
            predictor = null;
        }
    }
}
