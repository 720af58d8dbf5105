package dev.futurewire.scenario;

import static java.util.concurrent.CompletableFuture.completedFuture;

import dev.futurewire.AsyncChannel;
import dev.futurewire.Futures;
import java.util.concurrent.CompletableFuture;

/** Echo handlers in two styles. */
final class EchoLoop {
    private EchoLoop() {}

    /** With repeatWhile, as recommended. */
    static CompletableFuture<Void> repeating(AsyncChannel channel) {
        return Futures.repeatWhile(() -> channel.readLine()
                .thenCompose(line -> line == null
                        ? completedFuture(false)
                        : channel.write(line + "\n").thenApply(done -> true)));
    }

    /** With naive recursion. */
    static CompletableFuture<Void> recursive(AsyncChannel channel) {
        return channel.readLine()
                .thenCompose(line -> line == null
                        ? completedFuture(null)
                        : channel.write(line + "\n").thenCompose(done -> recursive(channel)));
    }
}
