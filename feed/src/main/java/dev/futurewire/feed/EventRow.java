package dev.futurewire.feed;

/**
 * An entry of the event log.
 *
 * @param timeMillis the time, in milliseconds since the epoch
 * @param kind {@code opened}, {@code closed} or {@code server}
 * @param connection the connection's number, or 0
 * @param text the description, escaped for terminals
 */
public record EventRow(long timeMillis, String kind, long connection, String text) {}
