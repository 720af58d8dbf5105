package dev.futurewire.internal.loop;

import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The large buffers of one loop thread: held by a connection only while bytes pass through.
 *
 * <p>Input is read into heap buffers, since units are searched and taken out of arrays. Output collects in direct ones,
 * which the operating system takes without another copy. Of those there are {@link #MOST_DIRECT} in the process at most,
 * lost ones are collected with their last user; who comes when they are all held by slow peers gets a heap buffer.
 */
public final class BufferPool {
    /** The size of each buffer: 64 KiB. */
    public static final int BUFFER_SIZE = 64 * 1024;

    /** How many unused buffers of a kind are kept: 16, a megabyte. */
    static final int KEPT = 16;

    /** How many direct buffers all pools may have given out or keep: 64, four megabytes. */
    static final int MOST_DIRECT = 64;

    private static final AtomicInteger DIRECT = new AtomicInteger();
    private static final Cleaner CLEANER = Cleaner.create();

    private final ArrayDeque<ByteBuffer> free = new ArrayDeque<>();
    private final ArrayDeque<ByteBuffer> freeDirect = new ArrayDeque<>();

    BufferPool() {}

    /**
     * Takes a buffer for input.
     *
     * @return an empty heap buffer of {@link #BUFFER_SIZE}
     */
    public ByteBuffer take() {
        ByteBuffer buffer = free.pollLast();
        return buffer != null ? buffer.clear() : ByteBuffer.allocate(BUFFER_SIZE);
    }

    /**
     * Takes a buffer for output.
     *
     * @return an empty buffer of {@link #BUFFER_SIZE}, direct if there is one
     */
    public ByteBuffer takeForOutput() {
        ByteBuffer buffer = freeDirect.pollLast();
        if (buffer != null) {
            return buffer.clear();
        }
        return DIRECT.get() < MOST_DIRECT ? newDirect() : take();
    }

    private static ByteBuffer newDirect() {
        ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_SIZE);
        DIRECT.incrementAndGet();
        CLEANER.register(buffer, DIRECT::decrementAndGet);
        return buffer;
    }

    /**
     * Gives a buffer back; nobody uses it any more.
     *
     * @param buffer of this or another pool; one of another size is dropped
     */
    public void give(ByteBuffer buffer) {
        if (buffer.capacity() == BUFFER_SIZE) {
            ArrayDeque<ByteBuffer> kept = buffer.isDirect() ? freeDirect : free;
            if (kept.size() < KEPT) {
                kept.addLast(buffer);
            }
        }
    }
}
