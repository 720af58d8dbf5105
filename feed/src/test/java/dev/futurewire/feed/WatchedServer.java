package dev.futurewire.feed;

import dev.futurewire.AsyncServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** An echo server with a feed. */
final class WatchedServer implements AutoCloseable {
    private static final InetSocketAddress ANYWHERE = new InetSocketAddress("127.0.0.1", 0);

    final AsyncServer server;
    final FeedHubs hubs;
    final FeedToken token;
    final FeedServer feed;

    WatchedServer(Path folder, boolean allowControl) throws IOException {
        server = AsyncServer.listen(ANYWHERE, channel -> channel.forEachLine(line -> channel.write(line + "\n")));
        hubs = new FeedHubs(List.of(FeedHub.of("echo", server)));
        token = FeedToken.create(folder.resolve("token"), false);
        feed = FeedServer.start(ANYWHERE, null, hubs, () -> token, allowControl, FeedServer.DEFAULT_MAX_BUFFERED);
    }

    RemoteFeed viewer() throws IOException {
        return new RemoteFeed(feed.address(), FeedToken.read(token.file()));
    }

    /** Returns the number of connections of the feed. */
    int viewers() {
        return feed.connections();
    }

    @Override
    public void close() {
        feed.close();
        hubs.close();
        server.shutdown(Duration.ZERO).join();
        token.close();
    }
}
