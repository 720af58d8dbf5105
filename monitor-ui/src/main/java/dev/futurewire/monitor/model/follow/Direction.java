package dev.futurewire.monitor.model.follow;

/** Which traffic is shown. */
public enum Direction {
    /** Both ways. */
    BOTH,
    /** From the peer. */
    IN,
    /** To the peer. */
    OUT;

    /** Whether a piece is. */
    public boolean shows(Piece piece) {
        return this == BOTH || (this == IN) == piece.inbound();
    }
}
