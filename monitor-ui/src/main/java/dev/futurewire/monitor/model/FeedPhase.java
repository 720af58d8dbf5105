package dev.futurewire.monitor.model;

/** Where the conversation with a server is. */
public enum FeedPhase {
    /** Not heard from yet. */
    CONNECTING,
    /** Ticks come. */
    LIVE,
    /** Connected once, lost since; it is tried again. */
    LOST,
    /** The server does not want us: bad token, other protocol. Trying again would not help. */
    REFUSED,
    /** A recording is at its end, or the server was detached. */
    ENDED
}
