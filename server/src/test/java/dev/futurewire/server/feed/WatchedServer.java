package dev.futurewire.server.feed;

import dev.futurewire.AsyncServer;
import dev.futurewire.TlsOptions;
import dev.futurewire.feed.FeedToken;
import dev.futurewire.feed.MonitorFeed;
import dev.futurewire.feed.RemoteFeed;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;

/** An echo server with a feed. */
final class WatchedServer implements AutoCloseable {
    private static final InetSocketAddress ANYWHERE = new InetSocketAddress("127.0.0.1", 0);

    final AsyncServer server;
    final MonitorFeed feed;

    WatchedServer(Path folder) throws IOException {
        this(folder, null);
    }

    WatchedServer(Path folder, TlsOptions tls) throws IOException {
        server = AsyncServer.listen(ANYWHERE, channel -> channel.forEachLine(line -> channel.write(line + "\n")));
        MonitorFeed.Builder builder =
                MonitorFeed.builder().server("echo", server).address(ANYWHERE).tokenFile(folder.resolve("token"));
        if (tls != null) {
            builder.tls(tls);
        }
        feed = builder.start();
    }

    RemoteFeed viewer() throws IOException {
        return new RemoteFeed(feed.localAddress(), token());
    }

    String token() throws IOException {
        return FeedToken.read(feed.tokenFile());
    }

    @Override
    public void close() {
        feed.close();
        server.shutdown(Duration.ZERO).join();
    }
}
