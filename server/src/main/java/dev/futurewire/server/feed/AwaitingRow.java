package dev.futurewire.server.feed;

import org.jspecify.annotations.Nullable;

/**
 * What a connection waits for.
 *
 * @param operation the method that is pending, for example {@code readLine}
 * @param location the source line that called it, for example {@code EchoService.java:42}; null if not known
 * @param sinceMillis when it began, in milliseconds since the epoch
 * @param untilMillis when it times out, in milliseconds since the epoch; null without a deadline
 * @param bytes for reads: bytes that have come and do not suffice; for writes: bytes still queued
 */
public record AwaitingRow(
        String operation,
        @Nullable String location,
        long sinceMillis,
        @Nullable Long untilMillis,
        long bytes) {}
