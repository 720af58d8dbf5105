package dev.futurewire.server.feed;

import dev.futurewire.AsyncServer;
import dev.futurewire.ServerOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;

/** An echo server with a feed. */
final class WatchedServer implements AutoCloseable {
    private static final InetSocketAddress ANYWHERE = new InetSocketAddress("127.0.0.1", 0);

    final FeedHub hub = new FeedHub("echo");
    final AsyncServer server;
    final FeedToken token;
    final FeedServer feed;

    WatchedServer(Path folder, boolean allowControl) throws IOException {
        server = AsyncServer.listen(
                ANYWHERE,
                ServerOptions.builder().listener(hub).build(),
                channel -> channel.forEachLine(line -> channel.write(line + "\n")));
        hub.serving(server);
        token = FeedToken.create(folder.resolve("token"), false);
        feed = FeedServer.start(ANYWHERE, hub, () -> token, allowControl, 65_536);
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
        server.shutdown(Duration.ZERO).join();
        token.close();
    }
}
