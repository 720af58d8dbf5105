package dev.futurewire.server.feed;

/**
 * A piece of a connection's traffic. Raw bytes of a peer: escape them before they are shown.
 *
 * @param connection the connection's number
 * @param timeMillis when, in milliseconds since the epoch
 * @param inbound true from the peer to us
 * @param bytes what passed; of a sampled line at most its first 256 bytes
 * @param length how many bytes passed: more than {@code bytes} holds where a sample was cut
 * @param skippedBytes bytes of this connection and direction that were left out before this piece
 */
@SuppressWarnings("ArrayRecordComponent") // pieces are passed on, never compared, and there are many of them
public record Traffic(
        long connection, long timeMillis, boolean inbound, byte[] bytes, long length, long skippedBytes) {}
