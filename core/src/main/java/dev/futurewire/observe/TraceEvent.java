package dev.futurewire.observe;

import java.time.Duration;

/**
 * An event in a {@link Trace}.
 *
 * @param at the time since the connection was opened
 * @param kind the kind of event
 * @param bytes the received or sent bytes of {@link Kind#READ} and {@link Kind#WRITTEN}, which are not escaped; empty
 *     for other kinds
 * @param text the operation, warning or close reason; empty for {@link Kind#READ} and {@link Kind#WRITTEN}
 */
@SuppressWarnings("ArrayRecordComponent") // events are passed on, never compared
public record TraceEvent(Duration at, Kind kind, byte[] bytes, String text) {
    /** The kinds of events. */
    public enum Kind {
        /** Bytes were received. */
        READ,
        /** Bytes were passed to the operating system. */
        WRITTEN,
        /** An operation did not complete immediately. */
        AWAITING,
        /** A warning was raised. */
        WARNING,
        /** The connection was closed. */
        CLOSED
    }
}
