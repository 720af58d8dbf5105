package dev.futurewire.server.service;

/** What happens to a client of {@link BroadcastService} that takes its lines too slowly. The others never wait for it. */
public enum SlowConsumers {
    /** It misses lines, whole ones, until it has caught up; how many is counted and logged. */
    DROP,
    /** It is closed, as {@code slow consumer}. */
    DISCONNECT
}
