package dev.futurewire;

/** Thrown if an operation of an {@link AsyncQueue} cannot complete because the queue is closed. */
public class QueueClosedException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    /** Creates an exception. */
    public QueueClosedException() {
        super("the queue is closed");
    }
}
