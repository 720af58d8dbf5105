package dev.futurewire.observe;

import java.time.Duration;

/**
 * One thing that happened on a connection.
 *
 * @param at since the connection was opened
 * @param kind what happened
 * @param bytes of {@link Kind#READ} and {@link Kind#WRITTEN}: what passed, else empty; raw peer's bytes
 * @param text of the others: the operation, the warning or the close reason, else empty
 */
@SuppressWarnings("ArrayRecordComponent") // events are passed on, never compared
public record TraceEvent(Duration at, Kind kind, byte[] bytes, String text) {
    /** The kinds of events. */
    public enum Kind {
        /** Bytes have arrived. */
        READ,
        /** The operating system has taken bytes. */
        WRITTEN,
        /** An operation had to wait. */
        AWAITING,
        /** A warning was raised. */
        WARNING,
        /** The connection was over. */
        CLOSED
    }
}
