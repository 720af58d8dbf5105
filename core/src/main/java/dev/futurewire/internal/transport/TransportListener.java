package dev.futurewire.internal.transport;

import java.io.IOException;

/** Is told how a transport's reads and writes ended. On any thread, never concurrently for the same direction. */
public interface TransportListener {
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

    /** The output has ended, or could not; only where {@link Transport#shutdownPending()} said that this follows. */
    default void shutdownCompleted() {}
}
