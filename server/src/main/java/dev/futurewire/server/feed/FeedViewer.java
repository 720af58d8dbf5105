package dev.futurewire.server.feed;

/** Is told what a {@link FeedSource} has. On a thread of the source, one call at a time; must not block. */
public interface FeedViewer {
    /**
     * The server has answered.
     *
     * @param server its name and address for people
     * @param controlAllowed whether close, send and pause are allowed
     */
    void connected(String server, boolean controlAllowed);

    /**
     * A tick.
     *
     * @param snapshot the whole state, immutable
     */
    void tick(FeedSnapshot snapshot);

    /**
     * A piece of a followed connection's traffic.
     *
     * @param traffic the piece
     */
    void traffic(Traffic traffic);

    /**
     * The server refused something, or answered a control request.
     *
     * @param code a stable word: {@code bad-token}, {@code bad-protocol}, {@code bad-request}, {@code
     *     control-not-allowed}, {@code no-such-connection}, {@code send-failed}, {@code too-many}
     * @param message for people
     */
    void refused(String code, String message);

    /**
     * The connection to the server is lost; the source tries again by itself as long as {@code retryInMillis} is not negative.
     *
     * @param message why, for people
     * @param retryInMillis when it tries again, or -1 if it does not
     */
    void lost(String message, long retryInMillis);
}
