package dev.futurewire.feed;

/**
 * Receives the feed of a {@link FeedSource}. The methods are called on a thread of the source, one at a time, and must not
 * block.
 */
public interface FeedViewer {
    /**
     * Called when the server has accepted the connection.
     *
     * @param server the name and address of the server, for display
     * @param controlAllowed whether close, send and pause requests are allowed
     */
    void connected(String server, boolean controlAllowed);

    /**
     * Called when the server has accepted the connection. The default implementation calls {@link #connected(String, boolean)}.
     *
     * @param server the name and address of the server, for display
     * @param controlAllowed whether close, send and pause requests are allowed
     * @param start identifies the process that serves the feed: another text after each start, and empty if the server does not
     *     send one. The number of a connection is unique within a start only
     */
    default void connected(String server, boolean controlAllowed, String start) {
        connected(server, controlAllowed);
    }

    /**
     * Called for each tick. *
     * @param snapshot the complete state, immutable
     */
    void tick(FeedSnapshot snapshot);

    /**
     * Called for each piece of traffic on a followed connection.
     *
     * @param traffic the piece
     */
    void traffic(Traffic traffic);

    /**
     * Called when the server has refused a request.
     *
     * @param code a stable code: {@code bad-token}, {@code bad-protocol}, {@code bad-request}, {@code control-not-allowed},
     *     {@code no-such-connection}, {@code send-failed}, {@code too-many}
     * @param message the description
     */
    void refused(String code, String message);

    /**
     * Called when the connection to the server is lost. The source reconnects by itself unless {@code retryInMillis} is
     * negative.
     *
     * @param message the cause, for display
     * @param retryInMillis the delay until the source reconnects, or -1 if it does not
     */
    void lost(String message, long retryInMillis);
}
