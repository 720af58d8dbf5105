package dev.futurewire.support;

import dev.futurewire.AsyncChannel;
import dev.futurewire.ConnectionHandler;
import dev.futurewire.Futures;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

/** Echoes lines; at the line {@code block} it blocks its thread until a test releases it. */
public final class EchoOrBlock implements ConnectionHandler {
    private final AtomicReference<CompletableFuture<Void>> release = new AtomicReference<>(new CompletableFuture<>());

    /** The next line {@code block} blocks until the returned future is completed. */
    public CompletableFuture<Void> hold() {
        CompletableFuture<Void> held = new CompletableFuture<>();
        release.set(held);
        return held;
    }

    @Override
    public CompletableFuture<Void> handle(AsyncChannel channel) {
        return Futures.repeatWhile(() -> echoOrBlock(channel));
    }

    private CompletableFuture<Boolean> echoOrBlock(AsyncChannel channel) {
        return channel.readLine().thenCompose(line -> {
            if (line == null) {
                return CompletableFuture.completedFuture(false);
            }
            if (line.equals("block")) {
                Await.value(release.get());
            }
            return channel.write(line + "\n").thenApply(done -> true);
        });
    }
}
