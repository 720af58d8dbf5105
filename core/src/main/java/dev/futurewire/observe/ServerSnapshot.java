package dev.futurewire.observe;

import dev.futurewire.CloseReason;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The state of a server at one moment. Totals are exact. They include open and closed connections, and everything that
 * has been processed.
 *
 * @param startedAt when the server began to listen
 * @param acceptState whether the server accepts connections
 * @param acceptProblem why the server cannot accept connections, or null
 * @param open the number of open connections, including those that are closing
 * @param peak the maximum number of connections that were open at the same time
 * @param accepted the number of connections accepted
 * @param refused the number of connections closed immediately because of a limit
 * @param acceptFailures the number of times that accepting failed in the operating system
 * @param closed the number of connections closed, by reason, with an entry for every reason
 * @param bytesIn the number of bytes received
 * @param bytesOut the number of bytes passed to the operating system
 * @param linesIn the number of records delivered to the program
 * @param linesOut the number of line terminators written by the program
 * @param queuedOutput the number of bytes queued on all connections
 * @param warnings the number of warnings raised, by kind, with an entry for every kind
 * @param buffered the capacity in bytes of the buffers of all connections; a connection whose buffers hold at most 1
 *     KiB does not count
 * @param maxBuffered the limit of {@code buffered}, {@link dev.futurewire.ServerOptions#maxBufferedBytes()}
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
    /**
     * Creates an instance with copies of the maps.
     *
     * @param startedAt when the server began to listen
     * @param acceptState whether the server accepts connections
     * @param acceptProblem why the server cannot accept connections, or null
     * @param open the number of open connections, including those that are closing
     * @param peak the maximum number of connections that were open at the same time
     * @param accepted the number of connections accepted
     * @param refused the number of connections closed immediately because of a limit
     * @param acceptFailures the number of times that accepting failed in the operating system
     * @param closed the number of connections closed, by reason, with an entry for every reason
     * @param bytesIn the number of bytes received
     * @param bytesOut the number of bytes passed to the operating system
     * @param linesIn the number of records delivered to the program
     * @param linesOut the number of line terminators written by the program
     * @param queuedOutput the number of bytes queued on all connections
     * @param warnings the number of warnings raised, by kind, with an entry for every kind
     * @param buffered the capacity in bytes of the buffers of all connections; a connection whose buffers hold at most 1
     *     KiB does not count
     * @param maxBuffered the limit of {@code buffered}, {@link dev.futurewire.ServerOptions#maxBufferedBytes()}
     */
    public ServerSnapshot {
        closed = Map.copyOf(closed);
        warnings = Map.copyOf(warnings);
    }

    /** Whether a server accepts connections. */
    public enum AcceptState {
        /** The server accepts connections. */
        ACCEPTING,
        /** A limit is reached, or the program has paused accepting. */
        PAUSED,
        /** Accepting failed, for example for lack of file descriptors. The server retries with increasing pauses. */
        BACKING_OFF,
        /** The server has shut down. */
        STOPPED
    }
}
