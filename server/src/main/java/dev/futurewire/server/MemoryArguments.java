package dev.futurewire.server;

import dev.futurewire.ServerOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How much memory the server may use for what it buffers. */
final class MemoryArguments {
    /** The viewers of the feed have a budget of their own: a quarter of the connections'. */
    private static final int FEED_PART = 4;

    @Option(
            names = "--max-buffered",
            paramLabel = "SIZE",
            converter = SizeConverter.Large.class,
            description = "How much unfinished input and unsent output of all connections may be held; beyond it those"
                    + " that hold most are closed.%n  Default: a quarter of the heap")
    private @Nullable Long maxBuffered;

    /** The limit for the connections that are served. */
    long maxBuffered() {
        return maxBuffered != null ? maxBuffered : ServerOptions.DEFAULT_MAX_BUFFERED_BYTES;
    }

    /** The limit for the viewers of the feed, besides. */
    long feed() {
        return Math.max(1, maxBuffered() / FEED_PART);
    }

    void addTo(ServerOptions.Builder options) {
        options.maxBufferedBytes(maxBuffered());
    }
}
