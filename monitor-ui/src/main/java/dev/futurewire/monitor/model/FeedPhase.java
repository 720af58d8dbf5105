package dev.futurewire.monitor.model;

/** State of the connection to a feed. */
public enum FeedPhase {
    /** No message received yet. */
    CONNECTING,
    /** Connected; ticks arrive. */
    LIVE,
    /** Disconnected; the feed reconnects by itself. */
    LOST,
    /** Rejected by the server, for a bad token or protocol version; retrying cannot succeed. */
    REFUSED,
    /** Ended for good: the end of a recording, or a detached server. */
    ENDED
}
