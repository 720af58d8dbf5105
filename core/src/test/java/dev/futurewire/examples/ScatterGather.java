package dev.futurewire.examples;

import dev.futurewire.AsyncChannel;
import dev.futurewire.ChannelOptions;
import dev.futurewire.Futures;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Asks many servers at once: all answers, in the order of the addresses, or the first failure. */
final class ScatterGather {
    private ScatterGather() {}

    static CompletableFuture<List<String>> askAll(List<InetSocketAddress> addresses, String question) {
        return Futures.mapAll(addresses, addresses.size(), address -> ask(address, question));
    }

    static CompletableFuture<String> ask(InetSocketAddress address, String question) {
        return Futures.timeout(
                Duration.ofSeconds(5),
                () -> AsyncChannel.connect(
                        address,
                        ChannelOptions.defaults(),
                        channel -> channel.writeLine(question).thenCompose(written -> channel.readLine())));
    }
}
