package dev.futurewire.testing;

import dev.futurewire.AsyncChannel;

/**
 * A channel under test and who talks to it.
 *
 * @param channel under test
 * @param peer the other end
 * @param release what ends the conversation beyond the two ends
 */
public record Connection(AsyncChannel channel, Peer peer, Runnable release) implements AutoCloseable {
    /** Ends both sides, and sees to it that the channel comes to its one end. */
    @Override
    public void close() {
        channel.abort();
        peer.close();
        release.run();
        Await.value(channel.closed());
    }
}
