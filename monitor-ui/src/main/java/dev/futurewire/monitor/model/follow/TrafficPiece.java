package dev.futurewire.monitor.model.follow;

/**
 * Bytes of a connection as the feed delivered them.
 *
 * @param number position in the traffic of the connection
 * @param millis time, in milliseconds since the epoch
 * @param inbound whether the peer sent them
 * @param bytes content
 * @param skipped number of bytes of this direction missing before it; {@link #UNKNOWN} if an interruption of the feed hides them
 * @param offset position of the first byte in this direction, counted from the start of following
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record TrafficPiece(long number, long millis, boolean inbound, byte[] bytes, long skipped, long offset) {
    /** The value of {@link #skipped} if the number is not known. */
    public static final long UNKNOWN = -1;
}
