package dev.futurewire.examples;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static java.util.concurrent.TimeUnit.SECONDS;

import dev.futurewire.AsyncServer;
import dev.futurewire.Futures;
import java.io.IOException;
import java.net.InetAddress;
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
        int port = args.length > 0 ? Integer.parseInt(args[0]) : 7000;
        AsyncServer server = start(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        System.out.println("listening on port " + server.localAddress().getPort());
    }
}
