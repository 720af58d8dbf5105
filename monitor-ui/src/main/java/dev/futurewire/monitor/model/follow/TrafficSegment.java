package dev.futurewire.monitor.model.follow;

/**
 * A line of traffic, or a part of a long one.
 *
 * @param number position in the traffic of its connection
 * @param millis time of its last byte, in milliseconds since the epoch
 * @param inbound whether the peer sent it
 * @param bytes content, including the line end
 * @param length number of bytes on the wire, which exceeds {@code bytes} where a sample was truncated
 * @param skipped number of bytes omitted before it; a segment without bytes is a gap
 * @param connection id of its connection
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record TrafficSegment(
        long number, long millis, boolean inbound, byte[] bytes, long length, long skipped, long connection) {
    /** Returns whether this segment stands for omitted bytes. */
    public boolean gap() {
        return bytes.length == 0 && skipped > 0;
    }
}
