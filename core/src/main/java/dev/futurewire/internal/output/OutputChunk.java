package dev.futurewire.internal.output;

import dev.futurewire.internal.frame.ByteSearch;
import java.nio.ByteBuffer;

/** A chunk of queued output: the unsent bytes are those between the buffer's position and {@code end}. */
public sealed class OutputChunk permits FileBlock, FileRegion {
    public final ByteBuffer buffer;

    /** Index after the last byte. */
    public int end;

    /** Index after the last byte examined by {@link #countLines}. */
    private int linesCounted;

    public OutputChunk(ByteBuffer buffer) {
        this.buffer = buffer;
    }

    public int room() {
        return buffer.capacity() - end;
    }

    /** Appends bytes. Copies into the array: the absolute put of the buffer is too deep for the compiler to inline here. */
    public void put(byte[] bytes, int from, int count) {
        System.arraycopy(bytes, from, buffer.array(), buffer.arrayOffset() + end, count);
        end += count;
    }

    /** Appends bytes of a buffer, whose position stays. */
    public void put(ByteBuffer bytes, int from, int count) {
        buffer.put(end, bytes, from, count);
        end += count;
    }

    /** Counts the line feeds appended since the last call. */
    public int countLines() {
        int counted = linesCounted;
        linesCounted = end;
        return ByteSearch.count(
                buffer.array(), buffer.arrayOffset() + counted, buffer.arrayOffset() + end, (byte) '\n');
    }

    public int unsent() {
        return end - buffer.position();
    }
}
