package dev.futurewire.observe;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that a program's author wants to know.
 *
 * @param kind what it is about
 * @param channelId the connection, or 0 for one about the server
 * @param message one sentence, already escaped for terminals
 * @param callSite the source line it points at, or null
 * @param stack the live stack of a blocked handler, else empty
 */
public record Warning(
        Kind kind,
        long channelId,
        String message,
        @Nullable StackTraceElement callSite,
        List<StackTraceElement> stack) {
    /** Copies the list. */
    public Warning {
        stack = List.copyOf(stack);
    }

    /** The kinds of warnings. */
    public enum Kind {
        /** A handler holds its loop thread. */
        HANDLER_BLOCKED,
        /** A handler's stage ended while an operation of its connection was pending. */
        HANDLER_RETURNED_EARLY,
        /** An operation failed and nobody looked. */
        FAILURE_UNOBSERVED,
        /** A peer reads too slowly: writes wait at the high-water mark. */
        SLOW_CONSUMER,
        /** Accepting is paused or backing off. */
        ACCEPT_PAUSED
    }
}
