package dev.futurewire.feed;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A warning.
 *
 * @param timeMillis the time, in milliseconds since the epoch
 * @param kind the kind's name, for example {@code HANDLER_BLOCKED}
 * @param connection the connection's number, or 0
 * @param message one sentence, escaped for terminals
 * @param location the source line it refers to, or null
 * @param stack the stack trace of a blocked handler, one line per frame; otherwise empty
 */
public record WarningRow(
        long timeMillis,
        String kind,
        long connection,
        String message,
        @Nullable String location,
        List<String> stack) {
    /**
     * Copies the list.
     *
     * @param timeMillis the time, in milliseconds since the epoch
     * @param kind the kind's name, for example {@code HANDLER_BLOCKED}
     * @param connection the connection's number, or 0
     * @param message one sentence, escaped for terminals
     * @param location the source line it refers to, or null
     * @param stack the stack trace of a blocked handler, one line per frame; otherwise empty
     */
    public WarningRow {
        stack = List.copyOf(stack);
    }
}
