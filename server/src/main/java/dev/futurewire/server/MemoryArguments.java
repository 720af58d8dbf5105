package dev.futurewire.server;

import dev.futurewire.ServerOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option of {@code serve} that limits the memory for buffered data. */
final class MemoryArguments {
    /** The feed's viewers have a separate budget: a quarter of the connections' budget. */
    private static final int FEED_PART = 4;

    @Option(
            names = "--max-buffered",
            paramLabel = "SIZE",
            converter = SizeConverter.Large.class,
            description = "Maximum amount of incomplete input and unsent output buffered for all connections; beyond it"
                    + " the connections that buffer the most are closed.%n  Default: a quarter of the heap")
    private @Nullable Long maxBuffered;

    /** Returns the limit for all connections of the server. */
    long maxBuffered() {
        return maxBuffered != null ? maxBuffered : ServerOptions.DEFAULT_MAX_BUFFERED_BYTES;
    }

    /** Returns the additional limit for all viewers of the feed. */
    long feed() {
        return Math.max(1, maxBuffered() / FEED_PART);
    }

    void addTo(ServerOptions.Builder options) {
        options.maxBufferedBytes(maxBuffered());
    }
}
