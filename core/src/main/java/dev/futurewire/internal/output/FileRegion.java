package dev.futurewire.internal.output;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/**
 * A part of a file in the output queue. It is loaded block by block: while the transport takes one block, the next one is loaded.
 * Later output waits in the queue until the region has been sent. Confined to the owner of the channel's turn, except where noted.
 */
public final class FileRegion extends OutputChunk {
    private static final ByteBuffer NO_BYTES = ByteBuffer.allocate(0);

    private final FileChannel file;

    /** The position in the file of the next block. */
    private long position;

    /** The number of bytes that have not been loaded. */
    private long remaining;

    /** The number of bytes that have been loaded. */
    private long count;

    /** Completes when the region has been sent. */
    private @Nullable PendingWrite operation;

    private boolean loading;
    private boolean discarded;
    private @Nullable FileBlock loaded;

    /**
     * Creates a region.
     *
     * @param file the file
     * @param position where it begins, zero or more
     * @param count the number of bytes, zero or more; the region ends earlier at the end of the file
     */
    public FileRegion(FileChannel file, long position, long count) {
        super(NO_BYTES);
        this.file = file;
        this.position = position;
        remaining = Math.min(count, Long.MAX_VALUE - position);
    }

    /** Sets the operation that completes when the region has been sent. */
    public void operation(PendingWrite value) {
        operation = value;
    }

    /** The operation that completes when the region has been sent. */
    @Nullable
    public PendingWrite operation() {
        return operation;
    }

    /** The file, to be read by another thread than the loop's. */
    public FileChannel file() {
        return file;
    }

    /** The position in the file of the next block. */
    public long position() {
        return position;
    }

    /** The number of bytes that have not been loaded. */
    public long remaining() {
        return remaining;
    }

    /** The number of bytes loaded; after the region has been sent, the number of bytes sent. */
    public long count() {
        return count;
    }

    /** Called when a block begins to be loaded. */
    public void load() {
        loading = true;
    }

    /** Whether the region has been removed from the queue because the output has ended. */
    public boolean discarded() {
        return discarded;
    }

    boolean wantsBlock() {
        return !loading && loaded == null && remaining > 0;
    }

    boolean finished() {
        return !loading && loaded == null && remaining == 0;
    }

    /** Adds a loaded block; the region ends if the file does. */
    void loaded(@Nullable FileBlock block, boolean last) {
        loading = false;
        if (block != null) {
            loaded = block;
            position += block.end;
            count += block.end;
            remaining -= block.end;
        }
        if (last) {
            remaining = 0;
        }
    }

    @Nullable
    FileBlock takeBlock() {
        FileBlock block = loaded;
        loaded = null;
        return block;
    }

    void discard() {
        discarded = true;
    }
}
