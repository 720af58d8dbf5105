package dev.futurewire.observe;

import dev.futurewire.AsyncChannel;
import dev.futurewire.CloseReason;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * Is told what happens on a server's connections, on the loop thread: it must be quick and must not block. What it
 * throws is logged and ignored. Costs nothing when none is registered.
 */
public interface ConnectionListener {
    /**
     * A connection was accepted.
     *
     * @param channel the connection
     */
    default void opened(AsyncChannel channel) {}

    /**
     * Bytes have arrived.
     *
     * @param channel the connection
     * @param bytes read-only, valid during the call
     */
    default void read(AsyncChannel channel, ByteBuffer bytes) {}

    /**
     * The program has got bytes by another read than those that count as lines: {@link ChannelSnapshot#linesIn()} does not
     * know what lines are in them. They have been {@link #read} before.
     *
     * @param channel the connection
     * @param bytes read-only, valid during the call
     */
    default void consumed(AsyncChannel channel, ByteBuffer bytes) {}

    /**
     * The operating system has taken bytes.
     *
     * @param channel the connection
     * @param bytes read-only, valid during the call
     */
    default void written(AsyncChannel channel, ByteBuffer bytes) {}

    /**
     * An operation has to wait. Details are in the channel's snapshot.
     *
     * @param channel the connection
     * @param operation what waits
     */
    default void awaiting(AsyncChannel channel, Operation operation) {}

    /**
     * A warning was raised. Unlike the other calls this may come from any thread.
     *
     * @param warning what
     */
    default void warning(Warning warning) {}

    /**
     * A connection is over.
     *
     * @param channel the connection
     * @param reason why
     */
    default void closed(AsyncChannel channel, CloseReason reason) {}

    /**
     * Returns a listener that calls this listener and then the other one. An exception of the first does not keep the second
     * from being called, and is thrown afterwards. Each has its own view of a buffer: a position or limit that the first changes
     * does not affect the second.
     *
     * @param next the listener to call after this one
     * @return the combined listener
     */
    default ConnectionListener andThen(ConnectionListener next) {
        return new CombinedListener(this, Objects.requireNonNull(next, "next"));
    }
}
