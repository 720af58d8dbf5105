package dev.futurewire.internal.transport;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Is told how a transport's reads and writes ended. On any thread, never concurrently for the same direction. */
public interface TransportListener {
    /**
     * A read that was started without a buffer has brought something; {@link #readCompleted} follows. To be copied and
     * nothing else: the buffer is everybody's again when this returns.
     *
     * @param bytes what has come
     */
    default void lent(ByteBuffer bytes) {
        throw new UnsupportedOperationException("nothing was asked for");
    }

    /**
     * A read ended.
     *
     * @param count bytes read, or -1 at the end of the stream
     */
    void readCompleted(int count);

    /**
     * A read failed: the connection is broken or was closed.
     *
     * @param failure why
     */
    void readFailed(IOException failure);

    /**
     * A write ended.
     *
     * @param count bytes taken, 1 or more
     */
    void writeCompleted(int count);

    /**
     * A write failed: the connection is broken or was closed.
     *
     * @param failure why
     */
    void writeFailed(IOException failure);

    /**
     * A report could not be processed: there is no memory, or the library has a defect. The transport is closed.
     *
     * @param failure why
     */
    default void failedInside(Throwable failure) {}

    /** The output has ended, or could not; only where {@link Transport#shutdownPending()} said that this follows. */
    default void shutdownCompleted() {}

    /**
     * Whether a write is under way. The end of the stream is reported behind a failure of that write which the transport
     * knows by then.
     *
     * @return false if there is none
     */
    default boolean writing() {
        return false;
    }

    /**
     * Whether the peer's end is to be withheld where it ends our output too, until {@link Transport#admitEnd()}.
     *
     * @return true if this answers {@link #endWithheld()}
     */
    default boolean judgesEnd() {
        return false;
    }

    /**
     * The peer's end has come, and our output would end with it (TLS 1.2): it waits for {@link Transport#admitEnd()}, which
     * is due when what came before it has been read and answered.
     */
    default void endWithheld() {}

    /**
     * Whether memory allows a buffer of the transport's own to grow.
     *
     * @param capacity to how much
     * @return false if the buffer should stay as small as is possible
     */
    default boolean grants(int capacity) {
        return true;
    }

    /** {@link Transport#held()} has changed, and no other report follows. */
    default void heldChanged() {}
}
