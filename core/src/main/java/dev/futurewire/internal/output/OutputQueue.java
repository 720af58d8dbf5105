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
 * <p>{@link #append} copies into the last chunk; {@link #next} returns the first. A {@link FileRegion} takes the place of its bytes.
 *
 * <p>Positions in the output count every written byte, and each region as one: its length is not known before it has been loaded.
 *
 * <p>Confined to the owner of the channel's turn.
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

    /** The number of regions. */
    private int regions;

    /** The number of queued bytes that are a file's. */
    private long queuedOfFiles;

    /** The number of line feeds in the chunks filled since {@link #takeLines}. */
    private long lines;

    /** The number of regions sent, minus the number of their bytes sent. */
    private long adjustment;

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
        return queued == 0 && sending == null && regions == 0;
    }

    /** Whether a part of a file is queued. */
    public boolean hasRegions() {
        return regions > 0;
    }

    /**
     * Returns the position of the first byte that has not been sent.
     *
     * @param sent the number of bytes sent, including those of files
     */
    public long sentPosition(long sent) {
        return sent + adjustment;
    }

    /**
     * Returns the position after the last byte.
     *
     * @param sent the number of bytes sent, including those of files
     */
    public long endPosition(long sent) {
        return sent + adjustment + queued - queuedOfFiles + regions;
    }

    /** Appends a part of a file. */
    public void append(FileRegion region) {
        retire();
        full().addLast(region);
        regions++;
    }

    /** The region whose next block should be loaded, or null. */
    @Nullable
    public FileRegion regionToLoad() {
        return regions > 0 && full().peekFirst() instanceof FileRegion region && region.wantsBlock() ? region : null;
    }

    /**
     * Adds a block of a region.
     *
     * @param buffer holds the bytes from its beginning
     * @param count the number of bytes
     * @param last whether the region ends with it
     */
    public void loaded(FileRegion region, ByteBuffer buffer, int count, boolean last, @Nullable LoopThread thread) {
        if (count == 0 || region.discarded()) {
            region.loaded(null, last);
            if (thread != null) {
                thread.buffers().give(buffer);
            }
            return;
        }
        region.loaded(new FileBlock(buffer, count), last);
        queued += count;
        queuedOfFiles += count;
        capacity += buffer.capacity();
    }

    private ArrayDeque<OutputChunk> full() {
        ArrayDeque<OutputChunk> chunks = full;
        if (chunks == null) {
            chunks = new ArrayDeque<>(4);
            full = chunks;
        }
        return chunks;
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

    /** Appends a copy of the remaining bytes of a buffer, whose position stays. */
    public void append(ByteBuffer bytes, @Nullable LoopThread thread, MemoryBudget budget) {
        queued += bytes.remaining();
        int at = bytes.position();
        while (at < bytes.limit()) {
            OutputChunk chunk = last;
            if (chunk == null || chunk.room() == 0) {
                chunk = open(bytes.limit() - at, thread, budget);
            }
            int part = Math.min(bytes.limit() - at, chunk.room());
            chunk.put(bytes, at, part);
            at += part;
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
        OutputChunk filled = takeLast();
        if (filled != null) {
            full().addLast(filled);
        }
    }

    private @Nullable OutputChunk takeLast() {
        OutputChunk filled = last;
        if (filled != null) {
            lines += filled.countLines();
            last = null;
        }
        return filled;
    }

    /**
     * Returns the number of line feeds appended since the last call, without those of files. Counting them by the chunk takes
     * less time than by the write.
     */
    public long takeLines() {
        OutputChunk filling = last;
        long count = filling == null ? lines : lines + filling.countLines();
        lines = 0;
        return count;
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
        if (chunk instanceof FileRegion region) {
            return nextBlock(region);
        }
        if (chunk == null) {
            chunk = takeLast();
        }
        sending = chunk;
        return chunk;
    }

    /** The next block of the first region; null if it has to be loaded. */
    private @Nullable OutputChunk nextBlock(FileRegion region) {
        full().addFirst(region);
        sending = region.takeBlock();
        return sending;
    }

    /** Removes the regions at the beginning of the queue that have been sent. Requires that no chunk has unsent bytes. */
    public void removeSentRegions() {
        while (regions > 0 && full().peekFirst() instanceof FileRegion region && region.finished()) {
            full().removeFirst();
            regions--;
            adjustment++;
        }
    }

    /** Called when the operating system has taken bytes. */
    public void sent(int count) {
        queued -= count;
        if (sending instanceof FileBlock) {
            queuedOfFiles -= count;
            adjustment -= count;
        }
    }

    /**
     * Discards everything.
     *
     * @param writing whether the transport still uses its chunk
     */
    public void clear(boolean writing, @Nullable LoopThread thread) {
        ArrayDeque<OutputChunk> chunks = full;
        if (chunks != null) {
            chunks.forEach(chunk -> discard(chunk, thread));
        }
        full = null;
        release(takeLast(), thread);
        if (!writing) {
            release(sending, thread);
            sending = null;
        }
        queued = 0;
        queuedOfFiles = 0;
        regions = 0;
    }

    private void discard(OutputChunk chunk, @Nullable LoopThread thread) {
        if (chunk instanceof FileRegion region) {
            region.discard();
            release(region.takeBlock(), thread);
        } else {
            release(chunk, thread);
        }
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
