package dev.futurewire.benchmarks;

/** A peer cannot run on this machine. It is left out with this as its note; nothing has failed. */
final class Unavailable extends Exception {
    private static final long serialVersionUID = 1L;

    private final String reason;

    Unavailable(String reason) {
        super(reason);
        this.reason = reason;
    }

    String reason() {
        return reason;
    }
}
