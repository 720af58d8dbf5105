package dev.futurewire.observe;

/** The state of a connection. */
public enum ChannelState {
    /** Both directions are open. */
    OPEN,
    /** One direction has ended: the input (end of stream) or the output (FIN sent). */
    HALF_CLOSED,
    /** The connection is being closed: queued output is sent, and the peer's end of stream is awaited. */
    CLOSING,
    /** The connection is closed. */
    CLOSED
}
