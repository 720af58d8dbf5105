package dev.futurewire.internal.task;

/**
 * State of a {@link Waiter}.
 *
 * <pre>{@code
 *            hand (owner's lock)          deliver (context's turn)           receive
 *  WAITING ---------------------> HANDED --------------------------> DELIVERED -----> RECEIVED
 *     |                              |                                   |               |
 *     | withdraw                     | withdraw: the value goes back     | undelivered:  | discard:
 *     v                              v                                   v goes back     v goes back
 *  WITHDRAWN <-----------------------+                                RETURNED <---------+
 * }</pre>
 */
enum WaiterState {
    /** In the owner's list. */
    WAITING,

    /** Has got a value or a failure, and left the owner's list; the context's turn will complete the future. */
    HANDED,

    /** The future is complete or is being completed. No function has been called with the value. */
    DELIVERED,

    /** A function has been called with the value, or a blocking call has returned it. */
    RECEIVED,

    /** Timed out, cancelled, or completed by the program before it was delivered. */
    WITHDRAWN,

    /** The future is complete, but its value went back because no function had received it: reading it fails. */
    RETURNED
}
