package dev.futurewire.examples;

import dev.futurewire.AsyncChannel;
import dev.futurewire.AsyncServer;
import dev.futurewire.ConnectionHandler;
import dev.futurewire.Futures;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;

/** The echo server as a plain loop that waits: each connection has a thread of its own, a virtual one from Java 21 on. */
final class EchoInDirectStyle {
    private EchoInDirectStyle() {}

    static AsyncServer start(InetSocketAddress address) throws IOException {
        return AsyncServer.listen(address, ConnectionHandler.blocking(EchoInDirectStyle::echo));
    }

    private static void echo(AsyncChannel channel) throws Exception {
        String line;
        do {
            line = Futures.await(channel.readLine(), Duration.ofSeconds(10));
            if (line != null) {
                Futures.await(channel.write(line + "\n"));
            }
        } while (line != null && !line.equals("BYE"));
    }

    public static void main(String[] args) throws IOException {
        int port = args.length > 0 ? Integer.parseInt(args[0]) : 7000;
        AsyncServer server = start(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        System.out.println("listening on port " + server.localAddress().getPort());
    }
}
