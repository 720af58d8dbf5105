package dev.futurewire.internal.output;

import dev.futurewire.internal.future.ChannelFuture;
import dev.futurewire.internal.future.FutureContext;
import dev.futurewire.internal.loop.DaemonPool;
import dev.futurewire.internal.loop.VirtualLoop;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes blocks of files on threads of its own: file operations block, and an interrupt during one would close the
 * file. These threads are never interrupted.
 */
public final class FileOperations {
    /** Maximum of concurrent file operations: 8. */
    private static final int THREADS = 8;

    private static final long IDLE_SECONDS = 10;

    private static final ThreadPoolExecutor POOL =
            DaemonPool.of("futurewire-file-", THREADS, IDLE_SECONDS, new LinkedBlockingQueue<>());

    private FileOperations() {}

    /**
     * Fills a buffer from a file; it has room left if the file has ended.
     *
     * @param file the file
     * @param position where to read
     * @param buffer receives the bytes
     * @param done receives the failure, or null, on a thread for file operations
     */
    public static void read(
            FileChannel file, long position, ByteBuffer buffer, Consumer<? super @Nullable Throwable> done) {
        execute(() -> done.accept(attempt(() -> fill(file, position, buffer))));
    }

    /**
     * Writes a block to a file.
     *
     * @param context supplies the turn
     * @param file the file
     * @param position where to write
     * @param block the bytes
     * @return completes with true in the context's turn
     */
    public static CompletableFuture<Boolean> write(
            FutureContext context, FileChannel file, long position, byte[] block) {
        ChannelFuture<Boolean> written = new ChannelFuture<>(context);
        execute(() -> {
            Throwable failure = attempt(() -> drain(file, position, block));
            context.dispatch(() -> {
                if (failure == null) {
                    written.complete(true);
                } else {
                    written.completeExceptionally(failure);
                }
            });
        });
        return written;
    }

    /** Runs an operation on a thread for file operations; in a simulation, which has one thread, after the current turn. */
    private static void execute(Runnable operation) {
        VirtualLoop simulated = VirtualLoop.current();
        if (simulated != null) {
            simulated.submit(operation);
        } else {
            POOL.execute(operation);
        }
    }

    /** An operation on a file. */
    @FunctionalInterface
    private interface Operation {
        void run() throws IOException;
    }

    private static @Nullable Throwable attempt(Operation operation) {
        try {
            operation.run();
            return null;
        } catch (Throwable failure) {
            return failure;
        }
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

    private static void drain(FileChannel file, long position, byte[] block) throws IOException {
        ByteBuffer rest = ByteBuffer.wrap(block);
        while (rest.hasRemaining()) {
            file.write(rest, position + rest.position());
        }
    }
}
