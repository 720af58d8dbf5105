package dev.futurewire.examples;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static java.util.concurrent.TimeUnit.SECONDS;

import dev.futurewire.AsyncServer;
import dev.futurewire.Futures;
import java.io.IOException;
import java.net.InetSocketAddress;

/** The echo server as in asyncio's introduction: read a line, write it back, end at BYE or after 10 s of silence. */
final class EchoWithFutures {
    private EchoWithFutures() {}

    static AsyncServer start(InetSocketAddress address) throws IOException {
        return AsyncServer.listen(
                address,
                channel -> Futures.repeatWhile(() -> channel.readLine()
                        .orTimeout(10, SECONDS)
                        .thenCompose(line -> line == null
                                ? completedFuture(false)
                                : channel.write(line + "\n").thenApply(done -> !line.equals("BYE")))));
    }

    public static void main(String[] args) throws IOException {
        System.out.println(start(new InetSocketAddress("127.0.0.1", 7000)));
    }
}
