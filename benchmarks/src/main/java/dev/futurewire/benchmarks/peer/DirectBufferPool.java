package dev.futurewire.benchmarks.peer;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/**
 * Direct buffers that outlive their connections: allocating one for each connection costs more than everything else a
 * short connection does. Used by the loop's one thread only.
 */
final class BufferPool {
    private final ArrayDeque<ByteBuffer> free = new ArrayDeque<>();
    private final int size;

    BufferPool(int size) {
        this.size = size;
    }

    ByteBuffer take() {
        ByteBuffer buffer = free.poll();
        return buffer != null ? buffer : ByteBuffer.allocateDirect(size);
    }

    /** Takes a buffer back; one that was made bigger for a long line is left to the garbage collector. */
    void give(ByteBuffer buffer) {
        if (buffer.capacity() == size) {
            free.push(buffer.clear());
        }
    }
}
