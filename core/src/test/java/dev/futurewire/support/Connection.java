package dev.futurewire.support;

import dev.futurewire.AsyncChannel;

/**
 * A channel under test and its peer.
 *
 * @param channel under test
 * @param peer the other end
 * @param release what ends the conversation beyond the two ends
 */
public record Connection(AsyncChannel channel, Peer peer, Runnable release) implements AutoCloseable {
    /** Closes both sides, and waits until the channel is closed. */
    @Override
    public void close() {
        channel.abort();
        peer.close();
        release.run();
        Await.value(channel.closed());
    }
}
