package dev.futurewire.internal.output;

import dev.futurewire.internal.loop.BufferPool;
import dev.futurewire.internal.loop.LoopThread;
import dev.futurewire.internal.memory.MemoryBudget;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Queue of bytes written by the program but not yet taken by the operating system, in chunks.
 *
 * <p>{@link #append} copies into the last chunk; {@link #next} returns the first. Confined to the owner of the channel's turn.
 */
public final class OutputQueue {
    /** Minimum size of a write that gets a chunk of its own. */
    private static final int LARGE = BufferPool.BUFFER_SIZE / 2;

    /** Minimum chunk size on a thread without a pool. */
    private static final int SMALL = 1024;

    /** Filled chunks, before {@code last}; null until one is needed. */
    private @Nullable ArrayDeque<OutputChunk> full;

    /** The chunk being filled. */
    private @Nullable OutputChunk last;

    /** The chunk in use by the transport. */
    private @Nullable OutputChunk sending;

    private long queued;
    private long capacity;

    /** The number of bytes queued. */
    public long queued() {
        return queued;
    }

    /** The capacity of all chunks. */
    public long capacity() {
        return capacity;
    }

    /** Whether nothing is queued and the transport has no chunk. */
    public boolean isEmpty() {
        return queued == 0 && sending == null;
    }

    /** Appends a copy of the bytes. */
    public void append(byte[] bytes, int from, int count, @Nullable LoopThread thread, MemoryBudget budget) {
        queued += count;
        int at = from;
        int remaining = count;
        while (remaining > 0) {
            OutputChunk chunk = last;
            if (chunk == null || chunk.room() == 0) {
                chunk = open(remaining, thread, budget);
            }
            int part = Math.min(remaining, chunk.room());
            chunk.put(bytes, at, part);
            at += part;
            remaining -= part;
        }
    }

    private OutputChunk open(int minCapacity, @Nullable LoopThread thread, MemoryBudget budget) {
        retire();
        ByteBuffer buffer;
        if (minCapacity >= LARGE) {
            buffer = ByteBuffer.allocate(minCapacity);
        } else if (thread == null) {
            buffer = ByteBuffer.allocate(Math.max(minCapacity, SMALL));
        } else if (budget.tight()) {
            buffer = ByteBuffer.allocate(Math.max(minCapacity, MemoryBudget.SMALL));
        } else {
            buffer = thread.buffers().take();
        }
        OutputChunk chunk = new OutputChunk(buffer);
        last = chunk;
        capacity += buffer.capacity();
        return chunk;
    }

    /** Closes the last chunk; further bytes are appended to a new one. */
    public void retire() {
        OutputChunk filled = last;
        if (filled != null) {
            last = null;
            ArrayDeque<OutputChunk> chunks = full;
            if (chunks == null) {
                chunks = new ArrayDeque<>(4);
                full = chunks;
            }
            chunks.addLast(filled);
        }
    }

    /** The chunk in use by the transport. */
    @Nullable
    public OutputChunk sending() {
        return sending;
    }

    /** Whether the transport's chunk has unsent bytes. */
    public boolean hasUnsent() {
        OutputChunk chunk = sending;
        return chunk != null && chunk.unsent() > 0;
    }

    /** Releases the sent chunk and returns the next one; null if there is none. */
    @Nullable
    public OutputChunk next(@Nullable LoopThread thread) {
        release(sending, thread);
        ArrayDeque<OutputChunk> chunks = full;
        OutputChunk chunk = chunks == null ? null : chunks.pollFirst();
        if (chunk == null) {
            chunk = last;
            last = null;
        }
        sending = chunk;
        return chunk;
    }

    /** Called when the operating system has taken bytes. */
    public void sent(int count) {
        queued -= count;
    }

    /**
     * Discards everything.
     *
     * @param writing whether the transport still uses its chunk
     */
    public void clear(boolean writing, @Nullable LoopThread thread) {
        ArrayDeque<OutputChunk> chunks = full;
        if (chunks != null) {
            chunks.forEach(chunk -> release(chunk, thread));
        }
        full = null;
        release(last, thread);
        last = null;
        if (!writing) {
            release(sending, thread);
            sending = null;
        }
        queued = 0;
    }

    private void release(@Nullable OutputChunk chunk, @Nullable LoopThread thread) {
        if (chunk == null) {
            return;
        }
        capacity -= chunk.buffer.capacity();
        if (thread != null) {
            thread.buffers().give(chunk.buffer);
        }
    }
}
