package dev.futurewire.feed;

import java.util.Map;

/**
 * The totals of a server. The sums are exact and include all connections since the start, even if a viewer missed some.
 *
 * @param service the service's name, for example {@code echo}
 * @param address the address it listens on, {@code host:port}
 * @param acceptState {@code accepting}, {@code paused} (at a limit), {@code backing off} (accepting fails) or {@code stopped}
 * @param startedAtMillis when it started, in milliseconds since the epoch
 * @param open open connections
 * @param peak the highest number of open connections
 * @param accepted connections accepted since the start
 * @param refused connections refused at a limit
 * @param acceptFailures failed accepts
 * @param closedByReason closed connections by the name of the reason
 * @param bytesIn bytes received
 * @param bytesOut bytes accepted by the operating system
 * @param linesIn records delivered to the program
 * @param linesOut line ends written by the program
 * @param writeBlocked connections with a waiting write
 * @param blockedHandlers warnings about handlers that blocked their loop, since the start
 * @param warnings warnings since the start
 * @param linesShown sampled lines sent to this viewer
 * @param linesDropped lines not sent to this viewer; shown and dropped lines add up to all lines while it watched
 */
public record ServerTotals(
        String service,
        String address,
        String acceptState,
        long startedAtMillis,
        long open,
        long peak,
        long accepted,
        long refused,
        long acceptFailures,
        Map<String, Long> closedByReason,
        long bytesIn,
        long bytesOut,
        long linesIn,
        long linesOut,
        long writeBlocked,
        long blockedHandlers,
        long warnings,
        long linesShown,
        long linesDropped) {
    /**
     * Copies the map.
     *
     * @param service the service's name, for example {@code echo}
     * @param address the address it listens on, {@code host:port}
     * @param acceptState {@code accepting}, {@code paused} (at a limit), {@code backing off} (accepting fails) or {@code stopped}
     * @param startedAtMillis when it started, in milliseconds since the epoch
     * @param open open connections
     * @param peak the highest number of open connections
     * @param accepted connections accepted since the start
     * @param refused connections refused at a limit
     * @param acceptFailures failed accepts
     * @param closedByReason closed connections by the name of the reason
     * @param bytesIn bytes received
     * @param bytesOut bytes accepted by the operating system
     * @param linesIn records delivered to the program
     * @param linesOut line ends written by the program
     * @param writeBlocked connections with a waiting write
     * @param blockedHandlers warnings about handlers that blocked their loop, since the start
     * @param warnings warnings since the start
     * @param linesShown sampled lines sent to this viewer
     * @param linesDropped lines not sent to this viewer; shown and dropped lines add up to all lines while it watched
     */
    public ServerTotals {
        closedByReason = Map.copyOf(closedByReason);
    }
}
