package dev.futurewire.server;

import dev.futurewire.AsyncServer;
import dev.futurewire.server.feed.FeedHub;
import dev.futurewire.server.feed.FeedServer;
import dev.futurewire.server.feed.FeedToken;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The feed of a running server: its listener and its token file, which exist together. */
record FeedEndpoint(FeedServer server, FeedToken token) implements AutoCloseable {
    static FeedEndpoint start(
            HostPort where,
            @Nullable Path tokenFile,
            boolean allowControl,
            FeedHub hub,
            AsyncServer watched,
            int highWaterMark)
            throws CommandFailedException {
        return start(where, tokenFile, allowControl, hub, watched, highWaterMark, new MemoryArguments().feed());
    }

    static FeedEndpoint start(
            HostPort where,
            @Nullable Path tokenFile,
            boolean allowControl,
            FeedHub hub,
            AsyncServer watched,
            int highWaterMark,
            long maxBuffered)
            throws CommandFailedException {
        InetSocketAddress address = where.resolve();
        if (!address.getAddress().isLoopbackAddress()) {
            throw CommandFailedException.cannotStart(
                    "--feed " + where + ": the feed is not encrypted and listens on loopback addresses only", null);
        }
        hub.serving(watched);
        try {
            // The default file is named after the port, which is known only once the feed listens. No viewer knows the
            // secret before the file exists.
            LateToken late = new LateToken();
            FeedServer server = FeedServer.start(address, hub, late::get, allowControl, highWaterMark, maxBuffered);
            try {
                Path file = tokenFile != null ? tokenFile : FeedToken.defaultFile(server.address());
                FeedToken token = FeedToken.create(file, tokenFile == null);
                late.set(token);
                return new FeedEndpoint(server, token);
            } catch (IOException e) {
                server.close();
                throw CommandFailedException.cannotStart(
                        "cannot create the token file" + (tokenFile == null ? "" : " " + tokenFile) + ": "
                                + FileErrorText.of(e),
                        e);
            }
        } catch (IOException e) {
            throw CommandFailedException.cannotStart("cannot serve the feed on " + where + ": " + e.getMessage(), e);
        }
    }

    void announce(PrintStream out) {
        out.println("futurewire feed listening on " + HostPort.text(server.address()) + " (token file " + token.file()
                + ")");
        out.flush();
    }

    @Override
    public void close() {
        server.close();
        token.close();
    }

    /** A token that is set after the feed has started. */
    private static final class LateToken {
        private volatile @Nullable FeedToken token;

        void set(FeedToken value) {
            token = value;
        }

        @Nullable
        FeedToken get() {
            return token;
        }
    }
}
