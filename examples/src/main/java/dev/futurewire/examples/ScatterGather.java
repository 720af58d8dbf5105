package dev.futurewire.examples;

import dev.futurewire.AsyncChannel;
import dev.futurewire.ChannelOptions;
import dev.futurewire.Futures;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
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

    /** Asks one server over many connections at once: {@code ScatterGather [HOST PORT CONNECTIONS]}. */
    public static void main(String[] args) throws Exception {
        String host = args.length > 2 ? args[0] : "127.0.0.1";
        int port = args.length > 2 ? Integer.parseInt(args[1]) : 7000;
        int connections = args.length > 2 ? Integer.parseInt(args[2]) : 2_000;
        List<InetSocketAddress> addresses =
                Collections.nCopies(connections, InetSocketAddress.createUnresolved(host, port));
        List<String> answers = askAll(addresses, "how are you?").get();
        System.out.println(answers.size() + " answers, " + Set.copyOf(answers));
    }
}
