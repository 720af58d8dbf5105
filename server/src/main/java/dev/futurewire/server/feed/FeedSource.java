package dev.futurewire.server.feed;

/**
 * A server to watch: one in this process or a remote one. All methods return at once; what comes of them arrives at the
 * {@link FeedViewer}. Thread-safe.
 */
public interface FeedSource extends AutoCloseable {
    /**
     * Begins to watch. Once.
     *
     * @param viewer is told
     * @param hz ticks a second, 1 to 10
     */
    void watch(FeedViewer viewer, int hz);

    /**
     * Asks for one connection's traffic, losslessly within a budget of bytes not yet delivered; past it whole pieces are
     * skipped and counted, for each connection and direction by themselves. May be called before {@link #watch}; what
     * passes is delivered to that call's viewer.
     *
     * @param connection its number
     */
    void follow(long connection);

    /**
     * Ends {@link #follow}.
     *
     * @param connection its number
     */
    void unfollow(long connection);

    /**
     * Asks the server to close a connection. Needs control.
     *
     * @param connection its number
     */
    void closeConnection(long connection);

    /**
     * Asks the server to send a line to a connection's peer. Needs control.
     *
     * @param connection its number
     * @param line without terminator
     */
    void sendLine(long connection, String line);

    /**
     * Asks the server to pause or resume accepting. Needs control. A pause ends with this source: when it is closed or its
     * connection is lost, the server accepts again, unless another viewer has paused it, too.
     *
     * @param paused whether it is to pause
     */
    void pauseAccepting(boolean paused);

    /**
     * Asks the server to pause or resume accepting. Needs control.
     *
     * @param paused whether it is to pause
     * @param keep whether a pause is to last until a viewer resumes accepting, also when this source is closed or loses its
     *     connection; a source that cannot ask for that ignores it
     */
    default void pauseAccepting(boolean paused, boolean keep) {
        pauseAccepting(paused);
    }

    /** Ends watching. The viewer is not called any more. */
    @Override
    void close();
}
