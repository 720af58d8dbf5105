package dev.futurewire.server.service;

/** How {@link BroadcastService} handles a client that reads its lines too slowly. Other clients never wait for it. */
public enum SlowConsumers {
    /** The client misses whole lines until it has caught up; their number is logged. */
    DROP,
    /** The connection is closed as {@code slow consumer}. */
    DISCONNECT
}
