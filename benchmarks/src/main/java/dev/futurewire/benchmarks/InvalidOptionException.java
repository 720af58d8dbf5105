package dev.futurewire.benchmarks;

/** An option's value that cannot be: its message is the one line that is printed. */
final class BadOption extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    BadOption(String message) {
        super(message);
    }
}
