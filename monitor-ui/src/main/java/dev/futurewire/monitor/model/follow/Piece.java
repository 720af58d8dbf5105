package dev.futurewire.monitor.model.follow;

/**
 * A line of traffic, or a part of one that is too long.
 *
 * @param number counts pieces
 * @param millis when its last byte came, in milliseconds since the epoch
 * @param inbound from the peer to us
 * @param bytes what passed, line end included
 * @param length how many bytes passed: more than {@code bytes} holds where a sample was cut
 * @param skipped bytes that were left out before it: this is a gap if there are no bytes
 * @param connection whose it is
 */
@SuppressWarnings("ArrayRecordComponent") // there are many of them and nobody compares them
public record Piece(
        long number, long millis, boolean inbound, byte[] bytes, long length, long skipped, long connection) {
    /** Whether it stands for bytes that are not here. */
    public boolean gap() {
        return bytes.length == 0 && skipped > 0;
    }
}
