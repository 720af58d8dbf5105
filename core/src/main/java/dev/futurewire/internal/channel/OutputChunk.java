package dev.futurewire.internal.channel;

import java.nio.ByteBuffer;

/** A piece of queued output: bytes from the buffer's position on, {@code end} of them filled. */
final class OutputChunk {
    final ByteBuffer buffer;

    /** Up to where it is filled. */
    int end;

    OutputChunk(ByteBuffer buffer) {
        this.buffer = buffer;
    }

    int room() {
        return buffer.capacity() - end;
    }

    void put(byte[] bytes, int from, int count) {
        buffer.put(end, bytes, from, count);
        end += count;
    }

    int unsent() {
        return end - buffer.position();
    }
}
