package dev.futurewire.internal.transport;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;

/**
 * Carries a channel's bytes, over a socket, memory, or another transport with TLS.
 *
 * <p>The contract is that of NIO.2: the channel ensures that at most one read and one write are in progress; each ends with
 * exactly one call of the {@link TransportListener}, on any thread, possibly inside the call that started it. The buffer
 * belongs to the transport until then. Operations are never cancelled and have no timeouts, because either would make an NIO.2
 * channel unusable.
 */
public interface Transport {
    /**
     * Sets the listener. Called before any other method, and again when TLS begins on a running connection.
     *
     * @param listener receives the completions
     */
    void listener(TransportListener listener);

    /**
     * Starts a read of 1 to {@code target.remaining()} bytes, or of the end of the stream.
     *
     * @param target receives the bytes; has room
     */
    void read(ByteBuffer target);

    /**
     * Returns whether {@link #readLent} may be called.
     *
     * @return false for a transport that has no buffer to lend
     */
    default boolean lends() {
        return false;
    }

    /**
     * Starts a read without a buffer: the bytes are passed to {@link TransportListener#lent} before the read completes. Called
     * only if {@link #lends}, and on the loop.
     */
    default void readLent() {
        throw new UnsupportedOperationException("this transport lends no buffer");
    }

    /**
     * Starts a write, which may take only a part of the bytes.
     *
     * @param source the bytes to write; not empty
     */
    void write(ByteBuffer source);

    /**
     * Sends FIN after the bytes written so far. No write is in progress.
     *
     * @throws IOException if the connection is broken
     */
    void shutdownOutput() throws IOException;

    /**
     * Returns whether {@link #shutdownOutput()} is still in progress: TLS sends close_notify before FIN.
     *
     * @return true until {@link TransportListener#shutdownCompleted()}; always false if the output ends at once
     */
    default boolean shutdownPending() {
        return false;
    }

    /**
     * Returns whether {@link #close()}, too, sends FIN after the bytes written if the end of the stream has been read. Then
     * {@link #shutdownOutput()} is not needed before it.
     *
     * @return false if the protocol ends its output in another way, or if unknown
     */
    default boolean closeEndsOutput() {
        return false;
    }

    /**
     * Returns whether the peer's end waits for {@link #admitEnd()}.
     *
     * @return true after {@link TransportListener#endWithheld()}; always false if the two directions end independently
     */
    default boolean withholdsEnd() {
        return false;
    }

    /**
     * Lets an end that was reported by {@link TransportListener#endWithheld()} take effect. For the owner; has no effect if no
     * end is withheld.
     */
    default void admitEnd() {}

    /**
     * Returns whether an end of the stream that was read after a failed write is the peer's own. A reset breaks both directions,
     * but the operating system reports it once: if a write has received the report, a read finds what looks like an end.
     *
     * @param writeFailure the failure of the write
     * @return true if the peer's FIN was received before the reset; false if unknown
     */
    default boolean endsDespite(IOException writeFailure) {
        return false;
    }

    /**
     * Returns the capacity of this transport's own buffers.
     *
     * @return bytes; 0 if it has none
     */
    default int held() {
        return 0;
    }

    /** Closes at once. Operations in progress fail. Idempotent; never throws. */
    void close();

    /**
     * Returns the address of this end.
     *
     * @return the address, also after the connection has ended
     */
    SocketAddress localAddress();

    /**
     * Returns the address of the peer.
     *
     * @return the address, also after the connection has ended
     */
    SocketAddress remoteAddress();
}
