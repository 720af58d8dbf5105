package dev.futurewire.observe;

import dev.futurewire.CloseReason;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A server at one moment. Sums are exact: of all connections that have ended and of those that live, for all that has
 * been processed.
 *
 * @param startedAt when it began to listen
 * @param acceptState whether it accepts
 * @param acceptProblem why it does not accept, or null
 * @param open connections open now, closing ones included
 * @param peak the most that were open at once
 * @param accepted connections accepted
 * @param refused connections closed at once at a limit
 * @param acceptFailures accepts that the operating system failed
 * @param closed how many connections ended, by reason; every reason has an entry
 * @param bytesIn bytes received
 * @param bytesOut bytes that the operating system has taken
 * @param linesIn records delivered to the program
 * @param linesOut line ends written by the program
 * @param queuedOutput bytes waiting to be sent, on all connections
 * @param warnings how many warnings were raised, by kind; every kind has an entry
 * @param buffered bytes that the buffers of all connections hold, by their capacity; small ones are not counted
 * @param maxBuffered how many that may be: {@link dev.futurewire.ServerOptions#maxBufferedBytes()}
 */
public record ServerSnapshot(
        Instant startedAt,
        AcceptState acceptState,
        @Nullable String acceptProblem,
        int open,
        int peak,
        long accepted,
        long refused,
        long acceptFailures,
        Map<CloseReason, Long> closed,
        long bytesIn,
        long bytesOut,
        long linesIn,
        long linesOut,
        long queuedOutput,
        Map<Warning.Kind, Long> warnings,
        long buffered,
        long maxBuffered) {
    /** Copies the maps. */
    public ServerSnapshot {
        closed = Map.copyOf(closed);
        warnings = Map.copyOf(warnings);
    }

    /** Whether a server accepts. */
    public enum AcceptState {
        /** It does. */
        ACCEPTING,
        /** A limit is reached, or the program has paused it. */
        PAUSED,
        /** The operating system refuses (out of descriptors, say); it tries again with growing pauses. */
        BACKING_OFF,
        /** It has shut down. */
        STOPPED
    }
}
