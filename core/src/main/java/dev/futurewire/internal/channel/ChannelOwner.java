package dev.futurewire.internal.channel;

import dev.futurewire.AsyncChannel;
import dev.futurewire.internal.future.EventWait;
import dev.futurewire.internal.memory.MemoryBudget;
import dev.futurewire.observe.ConnectionListener;
import dev.futurewire.observe.Warning;
import org.jspecify.annotations.Nullable;

/** The owner of a channel: the server that accepted it, or {@link #NONE} for a connected channel. */
public interface ChannelOwner {
    /** The owner of connected channels: has no listener and adds no limits to the channel's own options. */
    ChannelOwner NONE = new ChannelOwner() {};

    /**
     * Returns the listener to notify of the channel's events.
     *
     * @return the listener, or null
     */
    default @Nullable ConnectionListener listener() {
        return null;
    }

    /**
     * Returns whether its channels were accepted, and so take the server's role in TLS.
     *
     * @return false for connected channels
     */
    default boolean accepts() {
        return false;
    }

    /**
     * Returns the number of a new channel.
     *
     * @return a number that no other channel of the process has; in a simulation, no other channel of the simulation
     */
    default long nextId() {
        return AbstractAsyncChannel.nextId();
    }

    /**
     * Returns whether its channels can use TLS.
     *
     * @return false in a simulation, since handshakes run on threads of their own
     */
    default boolean supportsTls() {
        return true;
    }

    /**
     * Called when a handler has failed, and not because of its connection. In the channel's turn.
     *
     * @param channel the handler's connection
     * @param failure the failure
     * @return whether this owner reports the failure, so that it is not logged
     */
    default boolean handlerFailed(StreamChannel channel, Throwable failure) {
        return false;
    }

    /**
     * Called when a warning was raised for a channel. Any thread.
     *
     * @param warning the warning, which has already been logged
     */
    default void warned(Warning warning) {}

    /**
     * Called when the size of a channel's stalled output queue has changed.
     *
     * @param change the change in bytes since the last report
     */
    default void queued(long change) {}

    /**
     * Returns whether the output queued by all channels of this owner has reached its limit.
     *
     * @return true if writes above the high-water mark must be rejected
     */
    default boolean queueFull() {
        return false;
    }

    /**
     * Registers a future that waits until the owner begins to shut down. Any thread.
     *
     * @param wait completes in its context's turn; never if the owner does not shut down
     * @param channel the channel that it is a future of, or null
     */
    default void awaitStopping(EventWait wait, @Nullable AsyncChannel channel) {}

    /**
     * Returns the memory budget that the channel's buffers are charged to.
     *
     * @return the budget of its server, or that of all connected channels
     */
    default MemoryBudget budget() {
        return MemoryBudget.clients();
    }

    /**
     * Returns how long user code may block before a warning is raised.
     *
     * @return the time in nanoseconds
     */
    default long blockedAfterNanos() {
        return 200_000_000L;
    }

    /**
     * Returns the maximum lifetime of a channel.
     *
     * @return the time in nanoseconds, or {@code Long.MAX_VALUE}
     */
    default long lifetimeNanos() {
        return Long.MAX_VALUE;
    }

    /**
     * Called when a channel has ended and its counters are final. In its last turn, before the program is notified.
     *
     * @param channel the channel
     */
    default void ended(StreamChannel channel) {}

    /**
     * Called when the listener has been notified of a channel's end and the futures of {@code closed()} have completed.
     *
     * @param channel the channel
     */
    default void closeNotified(StreamChannel channel) {}
}
