package dev.futurewire.scenario;

import static java.util.concurrent.CompletableFuture.completedFuture;

import dev.futurewire.AsyncChannel;
import dev.futurewire.Futures;
import java.util.concurrent.CompletableFuture;

/** The echo conversation in its two styles. */
final class EchoLoop {
    private EchoLoop() {}

    /** As it should be written. */
    static CompletableFuture<Void> repeating(AsyncChannel channel) {
        return Futures.repeatWhile(() -> channel.readLine()
                .thenCompose(line -> line == null
                        ? completedFuture(false)
                        : channel.write(line + "\n").thenApply(done -> true)));
    }

    /** As it is often written: a chain that ends in itself. */
    static CompletableFuture<Void> recursive(AsyncChannel channel) {
        return channel.readLine()
                .thenCompose(line -> line == null
                        ? completedFuture(null)
                        : channel.write(line + "\n").thenCompose(done -> recursive(channel)));
    }
}
