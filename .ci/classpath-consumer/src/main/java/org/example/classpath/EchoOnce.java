package org.example.classpath;

import dev.futurewire.AsyncChannel;
import dev.futurewire.AsyncServer;
import dev.futurewire.ChannelOptions;
import dev.futurewire.Futures;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;

/** Sends a line to an echo server of its own and prints what comes back. */
public final class EchoOnce {
    private EchoOnce() {}

    /**
     * The program.
     *
     * @param arguments none
     * @throws Exception if the line does not come back
     */
    public static void main(String[] arguments) throws Exception {
        InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        AsyncServer server = AsyncServer.listen(
                anyPort, channel -> channel.readLine().thenCompose(line -> channel.write(line + "\n")));
        AsyncChannel channel = Futures.await(
                AsyncChannel.connect(server.localAddress(), ChannelOptions.defaults()), Duration.ofSeconds(30));
        Futures.await(channel.write("hello from the class path\n"), Duration.ofSeconds(30));
        System.out.println(Futures.await(channel.readLine(), Duration.ofSeconds(30)));
        Futures.await(channel.close(), Duration.ofSeconds(30));
        Futures.await(server.shutdown(Duration.ZERO), Duration.ofSeconds(30));
    }
}
