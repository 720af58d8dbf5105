package dev.futurewire.internal.channel;

import dev.futurewire.internal.memory.MemoryBudget;
import dev.futurewire.observe.ConnectionListener;
import dev.futurewire.observe.Warning;
import org.jspecify.annotations.Nullable;

/** Who a channel belongs to: a server, or nobody in particular (a connected channel). */
public interface ChannelOwner {
    /** The host of connected channels: nobody listens, nothing is limited beyond the channel's own options. */
    ChannelOwner NONE = new ChannelOwner() {};

    /**
     * Is told what happens on the channel.
     *
     * @return the listener, or null
     */
    default @Nullable ConnectionListener listener() {
        return null;
    }

    /**
     * Whether its channels were accepted: they take the server's role in TLS.
     *
     * @return false for connected ones
     */
    default boolean accepts() {
        return false;
    }

    /**
     * A warning was raised for the channel. Any thread.
     *
     * @param warning what; it is logged already
     */
    default void warned(Warning warning) {}

    /**
     * The channel's output queue is stuck and has changed.
     *
     * @param change bytes more or less than it said last
     */
    default void queued(long change) {}

    /**
     * Whether all channels of this host together hold as much output as they may.
     *
     * @return true if writes above the high-water mark are to be refused
     */
    default boolean queueFull() {
        return false;
    }

    /**
     * What the channel's buffers are counted against.
     *
     * @return the budget of its server, or of all connected channels
     */
    default MemoryBudget budget() {
        return MemoryBudget.clients();
    }

    /**
     * After how long blocking user code is reported.
     *
     * @return nanoseconds
     */
    default long blockedAfterNanos() {
        return 200_000_000L;
    }

    /**
     * How long the channel may live.
     *
     * @return nanoseconds, or {@code Long.MAX_VALUE}
     */
    default long lifetimeNanos() {
        return Long.MAX_VALUE;
    }

    /**
     * The channel is over; its counters are final. In its last turn, before the program is told.
     *
     * @param channel which
     */
    default void ended(StreamChannel channel) {}

    /**
     * The program has been told that the channel is over: the listener and whoever waited for {@code closed()}.
     *
     * @param channel which
     */
    default void closeNotified(StreamChannel channel) {}
}
