package dev.futurewire.feed;

/**
 * A feed of a server, either in this process or remote. All methods return immediately; their results are delivered to the
 * {@link FeedViewer}. Thread-safe.
 */
public interface FeedSource extends AutoCloseable {
    /**
     * Starts watching. Must be called only once.
     *
     * @param viewer the viewer to notify
     * @param hz the number of ticks per second, 1 to 10
     */
    void watch(FeedViewer viewer, int hz);

    /**
     * Requests the traffic of a connection. It is delivered without loss as long as the undelivered bytes stay within a budget;
     * beyond it whole pieces are skipped and counted, separately for each connection and direction. May be called before {@link
     * #watch}; the traffic is then delivered to the viewer of that call.
     *
     * @param connection the number of the connection
     */
    void follow(long connection);

    /**
     * Stops following a connection.
     *
     * @param connection the number of the connection
     */
    void unfollow(long connection);

    /**
     * Requests that the server close a connection. Requires control.
     *
     * @param connection the number of the connection
     */
    void closeConnection(long connection);

    /**
     * Requests that the server send a line to a connection's peer. Requires control.
     *
     * @param connection the number of the connection
     * @param line the line, without terminator
     */
    void sendLine(long connection, String line);

    /**
     * Requests that the server pause or resume accepting. Requires control. A pause ends when this source is closed or loses
     * its connection, unless another viewer has paused accepting as well.
     *
     * @param paused true to pause, false to resume
     */
    void pauseAccepting(boolean paused);

    /**
     * Requests that the server pause or resume accepting. Requires control. *
     * @param paused true to pause, false to resume
     * @param keep whether the pause lasts until a viewer resumes accepting, even if this source is closed or loses its
     *     connection; ignored by sources that do not support it
     */
    default void pauseAccepting(boolean paused, boolean keep) {
        pauseAccepting(paused);
    }

    /** Stops watching. The viewer is not called any more. */
    @Override
    void close();
}
