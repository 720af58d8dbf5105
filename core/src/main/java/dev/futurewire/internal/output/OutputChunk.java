package dev.futurewire.internal.output;

import java.nio.ByteBuffer;

/** A piece of queued output: bytes from the buffer's position on, {@code end} of them filled. */
public final class OutputChunk {
    public final ByteBuffer buffer;

    /** Up to where it is filled. */
    public int end;

    public OutputChunk(ByteBuffer buffer) {
        this.buffer = buffer;
    }

    public int room() {
        return buffer.capacity() - end;
    }

    public void put(byte[] bytes, int from, int count) {
        buffer.put(end, bytes, from, count);
        end += count;
    }

    public int unsent() {
        return end - buffer.position();
    }
}
