package dev.futurewire.internal.transport;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;

/**
 * What carries a channel's bytes: the seam below which sockets (or memory, or TLS) begin.
 *
 * <p>Contract, as NIO.2 has it: at most one read and one write are under way at a time (the channel sees to that); each
 * ends with exactly one call of the {@link TransportListener}, on any thread, possibly inside the call that started it.
 * The buffer belongs to the transport until then. Nothing is ever cancelled and there are no timeouts down here: NIO.2
 * poisons a channel for both.
 */
public interface Transport {
    /**
     * Says who is told of completions. Called before anything else; once more when TLS begins on a running connection.
     *
     * @param listener the channel
     */
    void listener(TransportListener listener);

    /**
     * Starts a read of 1 to {@code target.remaining()} bytes, or of the end of the stream.
     *
     * @param target where to; has room
     */
    void read(ByteBuffer target);

    /**
     * Whether {@link #readLent} may be called.
     *
     * @return false for a transport that has no buffer to lend
     */
    default boolean lends() {
        return false;
    }

    /**
     * Starts a read without a buffer: what comes is shown to {@link TransportListener#lent} before the read's end is told.
     * Only where {@link #lends} says so, and on the loop.
     */
    default void readLent() {
        throw new UnsupportedOperationException("this transport lends no buffer");
    }

    /**
     * Starts a write of 1 to {@code source.remaining()} bytes: it may take only a part.
     *
     * @param source what to write; not empty
     */
    void write(ByteBuffer source);

    /**
     * Sends FIN after what was written. No write is under way.
     *
     * @throws IOException if the connection is broken
     */
    void shutdownOutput() throws IOException;

    /**
     * Whether {@link #shutdownOutput()} is still at work: TLS has a farewell of its own to send before FIN.
     *
     * @return true until {@link TransportListener#shutdownCompleted()}; never for a transport that ends at once
     */
    default boolean shutdownPending() {
        return false;
    }

    /**
     * Whether {@link #close()} sends FIN after what was written, too, if the end of the stream has been read before: then
     * whoever closes need not call {@link #shutdownOutput()}.
     *
     * @return false where the peer must be told in another way, and where nothing is known
     */
    default boolean closeEndsOutput() {
        return false;
    }

    /**
     * Whether the peer's end waits for {@link #admitEnd()}.
     *
     * @return true from {@link TransportListener#endWithheld()} on; never for a transport that has two independent ends
     */
    default boolean withholdsEnd() {
        return false;
    }

    /**
     * The peer's end, which {@link TransportListener#endWithheld()} has told of, may take effect now. For the owner;
     * nothing if none is withheld.
     */
    default void admitEnd() {}

    /**
     * Whether the end of the stream, read after a write has failed, is the peer's own. A reset breaks both directions, and
     * the operating system reports it once: where a write takes the report, a read finds what looks like an end.
     *
     * @param writeFailure what the write failed with
     * @return true if the peer's FIN had come before the reset; false where nothing is known
     */
    default boolean endsDespite(IOException writeFailure) {
        return false;
    }

    /**
     * How much the buffers of this hold, besides those that it was given.
     *
     * @return bytes; 0 for a transport that has none
     */
    default int held() {
        return 0;
    }

    /** Closes now. Operations under way fail. Idempotent, never throws. */
    void close();

    /**
     * Our end.
     *
     * @return the address, also after the end
     */
    SocketAddress localAddress();

    /**
     * The peer's end.
     *
     * @return the address, also after the end
     */
    SocketAddress remoteAddress();
}
