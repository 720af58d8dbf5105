package dev.futurewire.benchmarks.peer;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/**
 * A pool of direct buffers: allocating one per connection costs more than everything else a short connection does. Confined to
 * the loop's thread.
 */
final class DirectBufferPool {
    private final ArrayDeque<ByteBuffer> free = new ArrayDeque<>();
    private final int size;

    DirectBufferPool(int size) {
        this.size = size;
    }

    ByteBuffer take() {
        ByteBuffer buffer = free.poll();
        return buffer != null ? buffer : ByteBuffer.allocateDirect(size);
    }

    /** Returns a buffer to the pool; one enlarged for a long line is left to the garbage collector. */
    void give(ByteBuffer buffer) {
        if (buffer.capacity() == size) {
            free.push(buffer.clear());
        }
    }
}
