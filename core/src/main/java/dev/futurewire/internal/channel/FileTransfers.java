package dev.futurewire.internal.channel;

import dev.futurewire.internal.future.ChannelFuture;
import dev.futurewire.internal.loop.BufferPool;
import dev.futurewire.internal.loop.DaemonPool;
import dev.futurewire.internal.loop.LoopThread;
import dev.futurewire.internal.memory.MemoryBudget;
import dev.futurewire.internal.output.FileRegion;
import dev.futurewire.internal.output.PendingWrite;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes files block by block, on threads of its own: file operations block, and an interrupt during one would close the
 * file. These threads are never interrupted.
 */
final class FileTransfers {
    /** Maximum of concurrent file operations: 8. */
    private static final int THREADS = 8;

    private static final long IDLE_SECONDS = 10;

    private static final ThreadPoolExecutor POOL =
            DaemonPool.of("futurewire-file-", THREADS, IDLE_SECONDS, new LinkedBlockingQueue<>());

    private FileTransfers() {}

    /** Loads the next block of a region of the output queue. In a turn. */
    static void load(SendingChannel channel, FileRegion region) {
        region.load();
        ByteBuffer buffer = buffer(channel.loopThread(), channel.budget());
        buffer.limit((int) Math.min(buffer.capacity(), region.remaining()));
        FileChannel file = region.file();
        long position = region.position();
        POOL.execute(() -> {
            Throwable failure = null;
            try {
                fill(file, position, buffer);
            } catch (Throwable thrown) {
                failure = thrown;
            }
            Throwable cause = failure;
            channel.request(() -> loaded(channel, region, buffer, cause));
        });
    }

    private static ByteBuffer buffer(@Nullable LoopThread thread, MemoryBudget budget) {
        if (budget.tight()) {
            return ByteBuffer.allocate(MemoryBudget.SMALL);
        }
        return thread == null
                ? ByteBuffer.allocate(BufferPool.BUFFER_SIZE)
                : thread.buffers().take();
    }

    private static void fill(FileChannel file, long position, ByteBuffer buffer) throws IOException {
        long next = position;
        while (buffer.hasRemaining()) {
            int count = file.read(buffer, next);
            if (count <= 0) {
                return;
            }
            next += count;
        }
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

    /**
     * Writes a block to a file.
     *
     * @return completes with true in the channel's turn
     */
    static CompletableFuture<Boolean> write(
            AbstractAsyncChannel channel, FileChannel file, long position, byte[] block) {
        ChannelFuture<Boolean> written = new ChannelFuture<>(channel);
        POOL.execute(() -> {
            Throwable failure = null;
            try {
                ByteBuffer rest = ByteBuffer.wrap(block);
                while (rest.hasRemaining()) {
                    file.write(rest, position + rest.position());
                }
            } catch (Throwable thrown) {
                failure = thrown;
            }
            Throwable cause = failure;
            channel.dispatch(() -> {
                if (cause == null) {
                    written.complete(true);
                } else {
                    written.completeExceptionally(cause);
                }
            });
        });
        return written;
    }
}
