package dev.futurewire.internal.channel;

import dev.futurewire.internal.future.CompletedFuture;
import dev.futurewire.internal.future.RepeatWhile;
import dev.futurewire.internal.future.TransferFuture;
import dev.futurewire.internal.input.ReadRequest;
import dev.futurewire.internal.loop.BufferPool;
import dev.futurewire.internal.output.FileOperations;
import java.nio.channels.FileChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads input block by block and writes each block to a file before the next one is read. */
final class ReadToFile implements Supplier<CompletionStage<Boolean>>, Function<byte[], CompletionStage<Boolean>> {
    private static final CompletedFuture<Boolean> END = new CompletedFuture<>(null, false);

    private final AbstractAsyncChannel channel;
    private final FileChannel file;
    private final long position;
    private final long count;
    private final @Nullable Object callSite;

    /** The number of bytes read. In turns. */
    private long total;

    private ReadToFile(AbstractAsyncChannel channel, FileChannel file, long position, long count) {
        this.channel = channel;
        this.file = file;
        this.position = position;
        this.count = count;
        callSite = channel.callSite();
    }

    /** Starts a transfer; the future completes with the number of bytes. */
    static CompletableFuture<Long> start(AbstractAsyncChannel channel, FileChannel file, long position, long count) {
        ReadToFile transfer = new ReadToFile(channel, file, position, count);
        return TransferFuture.of(channel, RepeatWhile.start(transfer), () -> transfer.total, "readTo");
    }

    @Override
    public CompletionStage<Boolean> get() {
        if (total == count) {
            return END;
        }
        int most = (int) Math.min(BufferPool.BUFFER_SIZE, count - total);
        return channel.read(ReadRequest.block(most), callSite).thenCompose(this);
    }

    @Override
    public CompletionStage<Boolean> apply(byte[] block) {
        if (block.length == 0) {
            return END;
        }
        long at = position + total;
        total += block.length;
        return FileOperations.write(channel, file, at, block);
    }
}
