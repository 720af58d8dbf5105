package dev.futurewire.internal.channel;

import dev.futurewire.internal.loop.BufferPool;
import dev.futurewire.internal.loop.LoopThread;
import dev.futurewire.internal.memory.MemoryBudget;
import dev.futurewire.internal.output.FileOperations;
import dev.futurewire.internal.output.FileRegion;
import dev.futurewire.internal.output.PendingWrite;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Loads the regions of files that a channel writes, block by block, into its output queue. */
final class FileTransfers {
    private FileTransfers() {}

    /** Loads the next block of a region of the output queue. In a turn. */
    static void load(SendingChannel channel, FileRegion region) {
        region.load();
        ByteBuffer buffer = buffer(channel.loopThread(), channel.budget());
        buffer.limit((int) Math.min(buffer.capacity(), region.remaining()));
        FileOperations.read(
                region.file(),
                region.position(),
                buffer,
                failure -> channel.request(() -> loaded(channel, region, buffer, failure)));
    }

    private static ByteBuffer buffer(@Nullable LoopThread thread, MemoryBudget budget) {
        if (budget.tight()) {
            return ByteBuffer.allocate(MemoryBudget.SMALL);
        }
        return thread == null
                ? ByteBuffer.allocate(BufferPool.BUFFER_SIZE)
                : thread.buffers().take();
    }

    /** Adds a block to the output. If the file has ended or failed, the region ends with it. For the owner of the turn. */
    private static void loaded(
            SendingChannel channel, FileRegion region, ByteBuffer buffer, @Nullable Throwable failure) {
        boolean last = buffer.hasRemaining() || failure != null;
        int count = buffer.position();
        buffer.clear();
        channel.output().queue().loaded(region, buffer, count, last, channel.loopThread());
        PendingWrite operation = region.operation();
        if (failure != null && operation != null) {
            channel.deliverLater(() -> {
                if (operation.claim()) {
                    operation.fail(failure);
                }
            });
        }
    }
}
