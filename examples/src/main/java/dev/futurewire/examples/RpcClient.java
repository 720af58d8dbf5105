package dev.futurewire.examples;

import static java.util.concurrent.CompletableFuture.completedFuture;

import dev.futurewire.AsyncChannel;
import dev.futurewire.FrameDecoder;
import java.io.EOFException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Many calls at once over one connection: a frame is a length, the number of the call, and the request or the reply. */
final class RpcClient {
    private final Map<Integer, CompletableFuture<byte[]>> pending = new ConcurrentHashMap<>();
    private final AtomicInteger ids = new AtomicInteger();
    private final AsyncChannel channel;

    RpcClient(AsyncChannel channel) {
        this.channel = channel;
        channel.forEachFrame(FrameDecoder.lengthPrefixed(4), this::received)
                .whenComplete((end, failure) -> closed(failure != null ? failure : new EOFException()));
    }

    CompletableFuture<byte[]> call(byte[] request) {
        int id = ids.getAndIncrement();
        CompletableFuture<byte[]> reply = new CompletableFuture<>();
        pending.put(id, reply);
        ByteBuffer header =
                ByteBuffer.allocate(8).putInt(request.length + 4).putInt(id).flip();
        return channel.write(header, ByteBuffer.wrap(request)).thenCompose(written -> reply);
    }

    private CompletionStage<?> received(byte[] frame) {
        CompletableFuture<byte[]> reply = pending.remove(ByteBuffer.wrap(frame).getInt());
        if (reply != null) {
            reply.complete(Arrays.copyOfRange(frame, 4, frame.length));
        }
        return completedFuture(null);
    }

    private void closed(Throwable failure) {
        channel.abort(); // a later call fails when it writes
        pending.values().forEach(each -> each.completeExceptionally(failure));
    }
}
