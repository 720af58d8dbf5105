package dev.futurewire.internal.output;

import java.nio.ByteBuffer;

/** A chunk of queued output: the unsent bytes are those between the buffer's position and {@code end}. */
public sealed class OutputChunk permits FileBlock, FileRegion {
    public final ByteBuffer buffer;

    /** Index after the last byte. */
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
