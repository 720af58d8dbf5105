package dev.futurewire.internal.loop;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/**
 * The large buffers of one loop thread: held by a connection only while bytes pass through. Heap buffers: the JDK copies
 * them through one cached direct buffer per thread, and strings are made from arrays.
 */
public final class BufferPool {
    /** The size of each buffer: 64 KiB. */
    public static final int BUFFER_SIZE = 64 * 1024;

    /** How many unused buffers are kept: 16, a megabyte. */
    static final int KEPT = 16;

    private final ArrayDeque<ByteBuffer> free = new ArrayDeque<>();

    BufferPool() {}

    /**
     * Takes a buffer.
     *
     * @return an empty heap buffer of {@link #BUFFER_SIZE}
     */
    public ByteBuffer take() {
        ByteBuffer buffer = free.pollLast();
        return buffer != null ? buffer.clear() : ByteBuffer.allocate(BUFFER_SIZE);
    }

    /**
     * Gives a buffer back; nobody uses it any more.
     *
     * @param buffer of this or another pool; one of another size is dropped
     */
    public void give(ByteBuffer buffer) {
        if (buffer.capacity() == BUFFER_SIZE && free.size() < KEPT) {
            free.addLast(buffer);
        }
    }
}
