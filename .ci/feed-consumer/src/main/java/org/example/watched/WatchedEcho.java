package org.example.watched;

import dev.futurewire.AsyncChannel;
import dev.futurewire.AsyncServer;
import dev.futurewire.feed.MonitorFeed;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** An echo server with a client and a feed, until its standard input ends. */
public final class WatchedEcho {
    private WatchedEcho() {}

    /**
     * The program: prints the feed's port and token file.
     *
     * @param arguments none
     * @throws Exception if something fails
     */
    public static void main(String[] arguments) throws Exception {
        InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        AsyncServer server = AsyncServer.listen(
                anyPort, channel -> channel.forEachLine(line -> channel.write(line + "\n")));
        AsyncChannel client = AsyncChannel.connect(server.localAddress()).get(30, TimeUnit.SECONDS);
        client.write("hello\n").get(30, TimeUnit.SECONDS);
        client.readLine().get(30, TimeUnit.SECONDS);
        // Later than its connections, as in a program that starts it on request.
        try (MonitorFeed feed = MonitorFeed.builder()
                .server("chat", server)
                .clients(true)
                .address(anyPort)
                .start()) {
            System.out.println(feed.localAddress().getPort() + " " + feed.tokenFile());
            while (System.in.read() >= 0) {
                // Waits for the end.
            }
        }
        client.abort();
        server.shutdown(Duration.ZERO).get(30, TimeUnit.SECONDS);
    }
}
