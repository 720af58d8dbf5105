package dev.futurewire.server;

import dev.futurewire.AsyncServer;
import dev.futurewire.ChannelOptions;
import dev.futurewire.server.feed.FeedHub;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of {@code serve} for the monitor feed. */
final class FeedArguments {
    @Option(
            names = "--feed",
            paramLabel = "[HOST:]PORT",
            converter = EndpointConverter.class,
            description = "Listen here for viewers (futurewire ps, the monitor) of the connections; loopback only.")
    private @Nullable HostPort feed;

    @Option(names = "--allow-control", description = "Let viewers close connections, send lines and pause accepting.")
    private boolean allowControl;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "File to write the viewers' secret to, readable by the owner only; it must not exist.%n"
                    + "  Default: feed-PORT.token, or feed-ADDRESS-PORT.token if the feed is not at 127.0.0.1, in"
                    + " $XDG_RUNTIME_DIR/futurewire or ~/.cache/futurewire")
    private @Nullable Path tokenFile;

    FeedArguments() {}

    /** Returns whether a feed is requested. */
    boolean requested() {
        return feed != null;
    }

    /** Starts the requested feed; returns null if none is. */
    @Nullable
    FeedEndpoint start(FeedHub hub, AsyncServer server, long maxBuffered) throws CommandFailedException {
        return feed == null
                ? null
                : FeedEndpoint.start(
                        feed,
                        tokenFile,
                        allowControl,
                        hub,
                        server,
                        ChannelOptions.DEFAULT_HIGH_WATER_MARK,
                        maxBuffered);
    }
}
