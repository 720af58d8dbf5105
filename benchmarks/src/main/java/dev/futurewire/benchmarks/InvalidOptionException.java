package dev.futurewire.benchmarks;

/** Thrown for an invalid option; its message is the line to print. */
final class InvalidOptionException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    InvalidOptionException(String message) {
        super(message);
    }
}
