package dev.futurewire.server.feed;

import java.util.Map;

/**
 * The server as a whole. Sums are exact: of all connections that ever were, whatever a viewer missed.
 *
 * @param service the service's name, for example {@code echo}
 * @param address where it listens, {@code host:port}
 * @param acceptState {@code accepting}, {@code paused} (at a limit), {@code backing off} (accepting fails) or {@code stopped}
 * @param startedAtMillis when it began, in milliseconds since the epoch
 * @param open connections open now
 * @param peak the most that were open at once
 * @param accepted connections accepted since the start
 * @param refused connections refused at a limit
 * @param acceptFailures failed accepts
 * @param closedByReason how many ended, by the reason's name
 * @param bytesIn bytes received
 * @param bytesOut bytes that the operating system has taken
 * @param linesIn records delivered to the program
 * @param linesOut line ends written by the program
 * @param writeBlocked connections whose writes wait now
 * @param blockedHandlers handlers that held their loop, since the start
 * @param warnings warnings since the start
 * @param linesShown sampled lines sent to this viewer
 * @param linesDropped lines not sent to this viewer: shown + dropped = produced while it watched
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
    /** Copies the map. */
    public ServerTotals {
        closedByReason = Map.copyOf(closedByReason);
    }
}
