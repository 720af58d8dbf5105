package dev.futurewire.feed;

import org.jspecify.annotations.Nullable;

/**
 * The operation that a connection or a task is waiting for.
 *
 * @param operation the pending method, for example {@code readLine}
 * @param location the source line that called it, for example {@code EchoService.java:42}; null if unknown
 * @param sinceMillis when it started, in milliseconds since the epoch
 * @param untilMillis when it times out, in milliseconds since the epoch; null without a deadline
 * @param bytes for reads: bytes received that do not complete the read; for writes: bytes still queued
 * @param name the name that the program has given to what is awaited; null if there is none
 * @param connection the number of the connection that the operation belongs to; 0 if it belongs to none
 */
public record AwaitingRow(
        String operation,
        @Nullable String location,
        long sinceMillis,
        @Nullable Long untilMillis,
        long bytes,
        @Nullable String name,
        long connection) {
    /**
     * Creates a row without a name, for an operation that belongs to no connection.
     *
     * @param operation as above
     * @param location as above
     * @param sinceMillis as above
     * @param untilMillis as above
     * @param bytes as above
     */
    public AwaitingRow(
            String operation, @Nullable String location, long sinceMillis, @Nullable Long untilMillis, long bytes) {
        this(operation, location, sinceMillis, untilMillis, bytes, null, 0);
    }
}
