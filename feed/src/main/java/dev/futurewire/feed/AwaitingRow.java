package dev.futurewire.feed;

import org.jspecify.annotations.Nullable;

/**
 * The operation that a connection is waiting for.
 *
 * @param operation the pending method, for example {@code readLine}
 * @param location the source line that called it, for example {@code EchoService.java:42}; null if unknown
 * @param sinceMillis when it started, in milliseconds since the epoch
 * @param untilMillis when it times out, in milliseconds since the epoch; null without a deadline
 * @param bytes for reads: bytes received that do not complete the read; for writes: bytes still queued
 */
public record AwaitingRow(
        String operation,
        @Nullable String location,
        long sinceMillis,
        @Nullable Long untilMillis,
        long bytes) {}
