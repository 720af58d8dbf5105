package dev.futurewire.observe;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A pending operation of a connection.
 *
 * @param operation the operation
 * @param callSite the source line that started it, or null if it is unknown; see {@link
 *     dev.futurewire.ChannelOptions#captureCallSites()}
 * @param since how long it has been pending
 * @param remaining the time until its deadline, negative if the deadline has just passed, or null if it has none
 * @param bytes for a read, the number of bytes that have arrived but are not sufficient; for a write, the number of
 *     bytes that are still queued
 */
public record Awaiting(
        Operation operation,
        @Nullable StackTraceElement callSite,
        Duration since,
        @Nullable Duration remaining,
        long bytes) {
    /** {@return the source line as text, for example {@code EchoService.java:42}, or empty if it is unknown} */
    public Optional<String> location() {
        if (callSite == null) {
            return Optional.empty();
        }
        String file = callSite.getFileName() != null ? callSite.getFileName() : callSite.getClassName();
        return Optional.of(callSite.getLineNumber() > 0 ? file + ":" + callSite.getLineNumber() : file);
    }
}
