package dev.futurewire.observe;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a connection waits for: the answer to "why does nothing happen?".
 *
 * @param operation the pending operation
 * @param callSite the source line that started it, or null where call sites are not captured
 * @param since how long it has been pending
 * @param remaining how long until its deadline, negative if that has just passed; null without one
 * @param bytes for reads: bytes that have arrived and do not suffice yet; for writes: bytes still queued
 */
public record Awaiting(
        Operation operation,
        @Nullable StackTraceElement callSite,
        Duration since,
        @Nullable Duration remaining,
        long bytes) {
    /**
     * The source line for people.
     *
     * @return for example {@code EchoService.java:42}, or empty where it is not known
     */
    public Optional<String> location() {
        if (callSite == null) {
            return Optional.empty();
        }
        String file = callSite.getFileName() != null ? callSite.getFileName() : callSite.getClassName();
        return Optional.of(callSite.getLineNumber() > 0 ? file + ":" + callSite.getLineNumber() : file);
    }
}
