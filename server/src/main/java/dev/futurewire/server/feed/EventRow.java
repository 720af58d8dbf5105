package dev.futurewire.server.feed;

/**
 * One line of the event log.
 *
 * @param timeMillis when, in milliseconds since the epoch
 * @param kind {@code opened}, {@code closed} or {@code server}
 * @param connection the connection's number, or 0
 * @param text what happened, escaped for terminals
 */
public record EventRow(long timeMillis, String kind, long connection, String text) {}
