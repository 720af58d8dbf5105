package dev.futurewire.internal.loop;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/**
 * The buffers of a loop thread. There are three kinds.
 *
 * <ul>
 *   <li>Large buffers, held by a connection only while it transfers bytes. They are heap buffers: the JDK copies them
 *       through one cached direct buffer per thread, and strings are created from arrays.
 *   <li>Waiting buffers, which idle connections read into. They are slices of direct buffers. On the heap, such a
 *       buffer would take three times the memory and be one more object per connection for the collector to visit.
 *   <li>Small heap buffers, which receive the bytes that arrive in a waiting buffer.
 * </ul>
 *
 * A direct buffer is freed when the collector finds that none of its slices is in use or pooled.
 */
public final class BufferPool {
    /** The size of a large buffer: 64 KiB. */
    public static final int BUFFER_SIZE = 64 * 1024;

    /** The size of a waiting or small buffer: 128 bytes. */
    public static final int SMALL_SIZE = 128;

    /** Maximum number of pooled large buffers: 16, a megabyte. */
    static final int MAX_LARGE = 16;

    /** Maximum number of pooled small buffers: 64, 13 KiB. */
    static final int MAX_SMALL = 64;

    /** Maximum number of pooled waiting buffers: 1,024, 128 KiB and as many objects of 64 bytes. */
    static final int MAX_WAITING = 1024;

    /** Number of waiting buffers sliced from one direct buffer: 64, 8 KiB. */
    static final int BUFFERS_PER_SLAB = 64;

    private final ArrayDeque<ByteBuffer> free = new ArrayDeque<>();
    private final ArrayDeque<ByteBuffer> freeSmall = new ArrayDeque<>();
    private final ArrayDeque<ByteBuffer> freeWaiting = new ArrayDeque<>();

    /** The JVM has no more direct memory. From then on, connections of this thread wait with small buffers. */
    private boolean exhausted;

    BufferPool() {}

    /**
     * Takes a large buffer.
     *
     * @return an empty heap buffer of {@link #BUFFER_SIZE}
     */
    public ByteBuffer take() {
        ByteBuffer buffer = free.pollLast();
        return buffer != null ? buffer.clear() : ByteBuffer.allocate(BUFFER_SIZE);
    }

    /**
     * Takes a small buffer.
     *
     * @return an empty heap buffer of {@link #SMALL_SIZE}
     */
    public ByteBuffer takeSmall() {
        ByteBuffer buffer = freeSmall.pollLast();
        return buffer != null ? buffer.clear() : ByteBuffer.allocate(SMALL_SIZE);
    }

    /**
     * Takes a waiting buffer.
     *
     * @return an empty buffer of {@link #SMALL_SIZE}, direct unless direct memory is exhausted
     */
    public ByteBuffer takeWaiting() {
        ByteBuffer buffer = freeWaiting.pollLast();
        if (buffer == null && !exhausted) {
            allocateSlab();
            buffer = freeWaiting.pollLast();
        }
        return buffer != null ? buffer.clear() : takeSmall();
    }

    private void allocateSlab() {
        ByteBuffer slab;
        try {
            slab = ByteBuffer.allocateDirect(BUFFERS_PER_SLAB * SMALL_SIZE);
        } catch (OutOfMemoryError limit) {
            // -XX:MaxDirectMemorySize is reached. Each further attempt would make the JVM run the collector, and wait.
            exhausted = true;
            return;
        }
        for (int i = 0; i < BUFFERS_PER_SLAB; i++) {
            freeWaiting.addLast(slab.slice(i * SMALL_SIZE, SMALL_SIZE));
        }
    }

    /**
     * Returns a buffer that is no longer in use.
     *
     * @param buffer a buffer of this or another pool; one of another size is dropped
     */
    public void give(ByteBuffer buffer) {
        int size = buffer.capacity();
        if (size == SMALL_SIZE) {
            giveSmall(buffer);
        } else if (size == BUFFER_SIZE && free.size() < MAX_LARGE && !buffer.isDirect()) {
            free.addLast(buffer);
        }
    }

    private void giveSmall(ByteBuffer buffer) {
        if (buffer.isDirect()) {
            if (freeWaiting.size() < MAX_WAITING) {
                freeWaiting.addLast(buffer);
            }
        } else if (freeSmall.size() < MAX_SMALL) {
            freeSmall.addLast(buffer);
        }
    }

    /** Drops all pooled buffers. */
    void clear() {
        free.clear();
        freeSmall.clear();
        freeWaiting.clear();
    }

    /** Returns the number of pooled waiting buffers; for tests. */
    int waiting() {
        return freeWaiting.size();
    }

    /** Returns the number of pooled small buffers; for tests. */
    int small() {
        return freeSmall.size();
    }
}
