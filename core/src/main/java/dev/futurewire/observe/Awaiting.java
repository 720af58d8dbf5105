package dev.futurewire.observe;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A pending operation of a connection, or one that its handler waits for.
 *
 * @param operation the operation
 * @param callSite the source line that started it, or null if it is unknown; see {@link
 *     dev.futurewire.ChannelOptions#captureCallSites()}
 * @param since how long it has been pending
 * @param remaining the time until its deadline, negative if the deadline has just passed, or null if it has none
 * @param bytes for a read, the number of bytes that have arrived but are not sufficient; for a write, the number of
 *     bytes that are still queued
 * @param name the name that the program has given to what is awaited, or null if there is none
 * @param connection the number of the connection that the operation belongs to, which differs from the waiting connection
 *     if its handler waits for another one; 0 if it belongs to none
 */
public record Awaiting(
        Operation operation,
        @Nullable StackTraceElement callSite,
        Duration since,
        @Nullable Duration remaining,
        long bytes,
        @Nullable String name,
        long connection) {
    /**
     * Creates an instance without a name that belongs to no connection.
     *
     * @param operation the operation
     * @param callSite the source line that started it, or null
     * @param since how long it has been pending
     * @param remaining the time until its deadline, or null
     * @param bytes the number of bytes that have arrived or are queued
     */
    public Awaiting(
            Operation operation,
            @Nullable StackTraceElement callSite,
            Duration since,
            @Nullable Duration remaining,
            long bytes) {
        this(operation, callSite, since, remaining, bytes, null, 0);
    }

    /** {@return the source line as text, for example {@code EchoService.java:42}, or empty if it is unknown} */
    public Optional<String> location() {
        if (callSite == null) {
            return Optional.empty();
        }
        String file = callSite.getFileName() != null ? callSite.getFileName() : callSite.getClassName();
        return Optional.of(callSite.getLineNumber() > 0 ? file + ":" + callSite.getLineNumber() : file);
    }
}
