package dev.futurewire.server.feed;

import org.jspecify.annotations.Nullable;

/**
 * One connection as a viewer sees it. Peers' text never gets in here; addresses are plain.
 *
 * @param id the connection's number
 * @param peer the peer's address, {@code host:port}; behind a trusted proxy, the client's
 * @param local our address, {@code host:port}
 * @param state {@code open}, {@code half-closed}, {@code closing} or {@code closed}
 * @param reason why it ended or is ending, in words; null while it is not
 * @param openedAtMillis when it began, in milliseconds since the epoch
 * @param lastActivityMillis when a byte last moved, to the precision of the feed's ticks
 * @param closedAtMillis when it ended; 0 while it has not
 * @param bytesIn bytes received
 * @param bytesOut bytes that the operating system has taken
 * @param linesIn records delivered to the program
 * @param linesOut line ends written by the program
 * @param bufferedInput bytes received and not yet read by the program
 * @param queuedOutput bytes written and not yet taken by the operating system
 * @param highWaterMark from how many queued bytes on writes wait
 * @param awaiting what it waits for; null while its program is at work or nothing is pending
 * @param warnings how many warnings were raised for it
 * @param proxy the address of the trusted proxy that it came through, {@code host:port}; null if it came directly
 */
public record ConnectionRow(
        long id,
        String peer,
        String local,
        String state,
        @Nullable String reason,
        long openedAtMillis,
        long lastActivityMillis,
        long closedAtMillis,
        long bytesIn,
        long bytesOut,
        long linesIn,
        long linesOut,
        long bufferedInput,
        long queuedOutput,
        long highWaterMark,
        @Nullable AwaitingRow awaiting,
        int warnings,
        @Nullable String proxy) {
    /**
     * A connection that came directly.
     *
     * @param id as above
     * @param peer as above
     * @param local as above
     * @param state as above
     * @param reason as above
     * @param openedAtMillis as above
     * @param lastActivityMillis as above
     * @param closedAtMillis as above
     * @param bytesIn as above
     * @param bytesOut as above
     * @param linesIn as above
     * @param linesOut as above
     * @param bufferedInput as above
     * @param queuedOutput as above
     * @param highWaterMark as above
     * @param awaiting as above
     * @param warnings as above
     */
    public ConnectionRow(
            long id,
            String peer,
            String local,
            String state,
            @Nullable String reason,
            long openedAtMillis,
            long lastActivityMillis,
            long closedAtMillis,
            long bytesIn,
            long bytesOut,
            long linesIn,
            long linesOut,
            long bufferedInput,
            long queuedOutput,
            long highWaterMark,
            @Nullable AwaitingRow awaiting,
            int warnings) {
        this(
                id,
                peer,
                local,
                state,
                reason,
                openedAtMillis,
                lastActivityMillis,
                closedAtMillis,
                bytesIn,
                bytesOut,
                linesIn,
                linesOut,
                bufferedInput,
                queuedOutput,
                highWaterMark,
                awaiting,
                warnings,
                null);
    }
}
