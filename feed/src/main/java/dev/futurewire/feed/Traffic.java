package dev.futurewire.feed;

/**
 * A piece of a connection's traffic. The bytes are the peer's raw data: escape them for display.
 *
 * @param connection the connection's number
 * @param timeMillis the time, in milliseconds since the epoch
 * @param inbound true if the bytes were received, false if they were sent
 * @param bytes the data; at most the first 256 bytes of a sampled line
 * @param length the number of bytes transferred; more than the length of {@code bytes} if a sample is truncated
 * @param skippedBytes the number of bytes of this connection and direction that were skipped before this piece
 */
@SuppressWarnings("ArrayRecordComponent") // pieces are never compared, and copies would be expensive
public record Traffic(
        long connection, long timeMillis, boolean inbound, byte[] bytes, long length, long skippedBytes) {}
