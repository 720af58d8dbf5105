package dev.futurewire.server.feed;

import dev.futurewire.feed.FeedSnapshot;
import dev.futurewire.feed.FeedViewer;
import dev.futurewire.feed.Traffic;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/**
 * A viewer that waits for its first tick.
 *
 * @param seen completes with the number of the tick, or fails if the viewer is refused or loses the feed
 */
record FirstTick(CompletableFuture<Long> seen) implements FeedViewer {
    FirstTick() {
        this(new CompletableFuture<>());
    }

    @Override
    public void connected(String server, boolean controlAllowed) {}

    @Override
    public void tick(FeedSnapshot snapshot) {
        seen.complete(snapshot.sequence());
    }

    @Override
    public void traffic(Traffic traffic) {}

    @Override
    public void refused(String code, String message) {
        seen.completeExceptionally(new IOException(message));
    }

    @Override
    public void lost(String message, long retryInMillis) {
        seen.completeExceptionally(new IOException(message));
    }
}
