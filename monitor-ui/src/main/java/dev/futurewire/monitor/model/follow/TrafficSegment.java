package dev.futurewire.monitor.model.follow;

/**
 * A message of a connection, a part of one, or a gap.
 *
 * @param kind what it is
 * @param millis time of its last byte, in milliseconds since the epoch
 * @param inbound whether the peer sent it
 * @param bytes content; empty for a gap
 * @param length number of bytes on the wire, which exceeds {@code bytes} where a sample was truncated
 * @param skipped number of bytes missing before it, or {@link TrafficPiece#UNKNOWN}
 * @param offset position of its first byte in its direction
 * @param connection id of its connection
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record TrafficSegment(
        Kind kind,
        long millis,
        boolean inbound,
        byte[] bytes,
        long length,
        long skipped,
        long offset,
        long connection) {
    /** Kinds of segments. */
    public enum Kind {
        /** A complete message. */
        MESSAGE,
        /** A message whose end has not been received. */
        PARTIAL,
        /** The rest of a message whose beginning is the {@link #PARTIAL} segment before. */
        REST,
        /** Bytes that the decoder does not recognize. */
        UNKNOWN,
        /** Bytes that are missing. */
        GAP
    }

    /** Returns whether this segment stands for missing bytes. */
    public boolean gap() {
        return kind == Kind.GAP;
    }
}
