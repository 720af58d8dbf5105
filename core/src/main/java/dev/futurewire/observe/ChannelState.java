package dev.futurewire.observe;

/** Where a connection is in its life. */
public enum ChannelState {
    /** Both directions are open. */
    OPEN,
    /** One direction has ended: the peer's (end of stream) or ours (FIN sent). */
    HALF_CLOSED,
    /** Closing gracefully: sending what is queued, waiting for the peer's end. */
    CLOSING,
    /** Over. */
    CLOSED
}
