package dev.futurewire.monitor.model.follow;

/** Directions of traffic to show. */
public enum Direction {
    /** Both directions. */
    BOTH,
    /** From the peer. */
    IN,
    /** To the peer. */
    OUT;

    /** Returns whether a segment is shown. */
    public boolean shows(TrafficSegment segment) {
        return this == BOTH || (this == IN) == segment.inbound();
    }
}
