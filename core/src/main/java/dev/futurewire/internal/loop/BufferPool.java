package dev.futurewire.internal.loop;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/**
 * The buffers of one loop thread, of three kinds.
 *
 * <ul>
 *   <li>Large ones, held by a connection only while bytes pass through. Heap buffers: the JDK copies them through one cached
 *       direct buffer per thread, and strings are made from arrays.
 *   <li>Waiting ones: pieces outside the heap that connections wait with, cut from larger pieces. In the heap such a buffer
 *       would take three times as much, and be one more object for the collector to visit in every connection.
 *   <li>Small ones, into which goes what has come in a waiting one.
 * </ul>
 *
 * A piece outside the heap is freed when the collector has found that none of its buffers is in use, or kept here.
 */
public final class BufferPool {
    /** The size of each large buffer: 64 KiB. */
    public static final int BUFFER_SIZE = 64 * 1024;

    /** The size of each waiting or small one: 128 bytes. */
    public static final int SMALL_SIZE = 128;

    /** How many unused large buffers are kept: 16, a megabyte. */
    static final int KEPT = 16;

    /** How many unused small buffers are kept: 64, 13 KiB. */
    static final int SMALL_KEPT = 64;

    /** How many unused waiting buffers are kept: 1,024, 128 KiB and as many objects of 64 bytes. */
    static final int WAITING_KEPT = 1024;

    /** How many waiting buffers are cut from one piece: 64, 8 KiB. */
    static final int PIECE = 64;

    private final ArrayDeque<ByteBuffer> free = new ArrayDeque<>();
    private final ArrayDeque<ByteBuffer> freeSmall = new ArrayDeque<>();
    private final ArrayDeque<ByteBuffer> freeWaiting = new ArrayDeque<>();

    /** The JVM gives no more memory outside the heap: connections wait with a small buffer, as long as this thread lives. */
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
     * Takes a buffer to wait with.
     *
     * @return an empty buffer of {@link #SMALL_SIZE}, outside the heap if there is room
     */
    public ByteBuffer takeWaiting() {
        ByteBuffer buffer = freeWaiting.pollLast();
        if (buffer == null && !exhausted) {
            cut();
            buffer = freeWaiting.pollLast();
        }
        return buffer != null ? buffer.clear() : takeSmall();
    }

    private void cut() {
        ByteBuffer piece;
        try {
            piece = ByteBuffer.allocateDirect(PIECE * SMALL_SIZE);
        } catch (OutOfMemoryError limit) {
            // -XX:MaxDirectMemorySize. Asking again would make the JVM collect, and wait, each time.
            exhausted = true;
            return;
        }
        for (int i = 0; i < PIECE; i++) {
            freeWaiting.addLast(piece.slice(i * SMALL_SIZE, SMALL_SIZE));
        }
    }

    /**
     * Gives a buffer back; nobody uses it any more.
     *
     * @param buffer of this or another pool; one of another size is dropped
     */
    public void give(ByteBuffer buffer) {
        int size = buffer.capacity();
        if (size == SMALL_SIZE) {
            giveSmall(buffer);
        } else if (size == BUFFER_SIZE && free.size() < KEPT && !buffer.isDirect()) {
            free.addLast(buffer);
        }
    }

    private void giveSmall(ByteBuffer buffer) {
        if (buffer.isDirect()) {
            if (freeWaiting.size() < WAITING_KEPT) {
                freeWaiting.addLast(buffer);
            }
        } else if (freeSmall.size() < SMALL_KEPT) {
            freeSmall.addLast(buffer);
        }
    }

    /** Drops what is kept. */
    void clear() {
        free.clear();
        freeSmall.clear();
        freeWaiting.clear();
    }

    /** How many waiting buffers are unused; for tests. */
    int waiting() {
        return freeWaiting.size();
    }

    /** How many small buffers are unused; for tests. */
    int small() {
        return freeSmall.size();
    }
}
