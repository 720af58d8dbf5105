package dev.futurewire.observe;

import dev.futurewire.AsyncChannel;
import dev.futurewire.CloseReason;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * Receives the events of a server's connections. Register it with {@link dev.futurewire.ServerOptions.Builder#listener}, or
 * with {@link dev.futurewire.AsyncServer#observe} while the server runs.
 *
 * <p>Except for {@link #warning}, methods are called on the loop thread of the connection, so they must return quickly
 * and must not block. Exceptions are logged and otherwise ignored. If no listener is registered, events cost nothing.
 */
public interface ConnectionListener {
    /**
     * Called when a connection has been accepted, before its handler.
     *
     * @param channel the connection
     */
    default void opened(AsyncChannel channel) {}

    /**
     * Called when bytes have been received.
     *
     * @param channel the connection
     * @param bytes the bytes; read-only and valid only during the call
     */
    default void read(AsyncChannel channel, ByteBuffer bytes) {}

    /**
     * Called when bytes have been delivered to the program by a read that does not count lines, so that {@link
     * ChannelSnapshot#linesIn()} does not include them. The same bytes have been reported to {@link #read} before.
     *
     * @param channel the connection
     * @param bytes the bytes; read-only and valid only during the call
     */
    default void consumed(AsyncChannel channel, ByteBuffer bytes) {}

    /**
     * Called when bytes have been passed to the operating system.
     *
     * @param channel the connection
     * @param bytes the bytes; read-only and valid only during the call
     */
    default void written(AsyncChannel channel, ByteBuffer bytes) {}

    /**
     * Called when an operation does not complete immediately. The channel's snapshot has the details.
     *
     * @param channel the connection
     * @param operation the pending operation
     */
    default void awaiting(AsyncChannel channel, Operation operation) {}

    /**
     * Called when a warning is raised, on any thread.
     *
     * @param warning the warning
     */
    default void warning(Warning warning) {}

    /**
     * Called when a connection has been closed.
     *
     * @param channel the connection
     * @param reason why it was closed
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
