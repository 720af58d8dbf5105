package dev.futurewire.internal.transport;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Receives the completions of a transport, on any thread, but never concurrently for the same direction. */
public interface TransportListener {
    /**
     * Provides the bytes of a read that was started without a buffer; {@link #readCompleted} follows. They are copied before
     * this returns, because the buffer is shared.
     *
     * @param bytes the bytes read
     */
    default void lent(ByteBuffer bytes) {
        throw new UnsupportedOperationException("no read was started without a buffer");
    }

    /**
     * A read has completed.
     *
     * @param count the number of bytes read, or -1 at the end of the stream
     */
    void readCompleted(int count);

    /**
     * A read has failed: the connection is broken or was closed.
     *
     * @param failure the cause
     */
    void readFailed(IOException failure);

    /**
     * A write has completed.
     *
     * @param count the number of bytes taken, 1 or more
     */
    void writeCompleted(int count);

    /**
     * A write has failed: the connection is broken or was closed.
     *
     * @param failure the cause
     */
    void writeFailed(IOException failure);

    /**
     * A completion could not be processed because of a lack of memory or an internal error. The transport is closed.
     *
     * @param failure the cause
     */
    default void failedInside(Throwable failure) {}

    /** The output has ended or cannot be ended. Follows only if {@link Transport#shutdownPending()} was true. */
    default void shutdownCompleted() {}

    /**
     * Returns whether a write is in progress. If the transport already knows its failure, it reports that before the end of the
     * stream.
     *
     * @return false if no write is in progress
     */
    default boolean writing() {
        return false;
    }

    /**
     * Returns whether an end by the peer that also ends this end's output is withheld until {@link Transport#admitEnd()}.
     *
     * @return true if this listener handles {@link #endWithheld()}
     */
    default boolean judgesEnd() {
        return false;
    }

    /**
     * The peer's end has been received and would also end this end's output (TLS 1.2). It takes effect with {@link
     * Transport#admitEnd()}, to be called when the data before it has been read and answered.
     */
    default void endWithheld() {}

    /**
     * Returns whether memory allows a buffer of the transport to grow.
     *
     * @param capacity the new capacity
     * @return false if the buffer should stay as small as possible
     */
    default boolean grants(int capacity) {
        return true;
    }

    /** {@link Transport#held()} has changed, and no other call follows. */
    default void heldChanged() {}
}
