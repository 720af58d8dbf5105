package dev.futurewire.observe;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Indicates a probable mistake in the program, or a condition that its operator should know about.
 *
 * @param kind the kind of warning
 * @param channelId the number of the connection, or 0 if the warning concerns the server
 * @param message one sentence, escaped for terminals
 * @param callSite the source line that the warning refers to, or null
 * @param stack the current stack trace of a blocked handler; empty for other kinds
 */
public record Warning(
        Kind kind,
        long channelId,
        String message,
        @Nullable StackTraceElement callSite,
        List<StackTraceElement> stack) {
    /**
     * Creates an instance with a copy of the list.
     *
     * @param kind the kind of warning
     * @param channelId the number of the connection, or 0 if the warning concerns the server
     * @param message one sentence, escaped for terminals
     * @param callSite the source line that the warning refers to, or null
     * @param stack the current stack trace of a blocked handler; empty for other kinds
     */
    public Warning {
        stack = List.copyOf(stack);
    }

    /** The kinds of warnings. */
    public enum Kind {
        /** A handler blocks its loop thread. */
        HANDLER_BLOCKED,
        /** A handler's stage completed while an operation of its connection was pending. */
        HANDLER_RETURNED_EARLY,
        /** An operation failed and its failure was never observed. */
        FAILURE_UNOBSERVED,
        /** A peer reads slowly, so that writes wait at the high-water mark. */
        SLOW_CONSUMER,
        /** Accepting is paused, or fails and is retried. */
        ACCEPT_PAUSED
    }
}
