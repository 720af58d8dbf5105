package dev.futurewire.benchmarks;

/** Thrown if a peer cannot run on this machine. The peer is skipped with the reason as a note, which is not a failure. */
final class PeerUnavailableException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String reason;

    PeerUnavailableException(String reason) {
        super(reason);
        this.reason = reason;
    }

    String reason() {
        return reason;
    }
}
