package dev.futurewire.feed;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A connection as shown to viewers. Contains no text received from the peer; addresses are numeric.
 *
 * @param id the connection's number
 * @param peer the peer's address, {@code host:port}; behind a trusted proxy, the client's
 * @param local the local address, {@code host:port}
 * @param state {@code open}, {@code half-closed}, {@code closing} or {@code closed}
 * @param reason why it is closing or closed, in words; null while it is open
 * @param openedAtMillis when it was opened, in milliseconds since the epoch
 * @param lastActivityMillis when a byte was last transferred, to the precision of the feed's ticks
 * @param closedAtMillis when it was closed; 0 while it is not
 * @param bytesIn bytes received
 * @param bytesOut bytes accepted by the operating system
 * @param linesIn records delivered to the program
 * @param linesOut line ends written by the program
 * @param bufferedInput bytes received and not yet read by the program
 * @param queuedOutput bytes written and not yet accepted by the operating system
 * @param highWaterMark the number of queued bytes from which writes wait
 * @param awaiting the pending operation; null if there is none
 * @param warnings the number of warnings about it
 * @param proxy the address of the trusted proxy that forwarded it, {@code host:port}; null for a direct connection
 * @param server the name in the feed of the server that accepted it; null for a connection that the process opened
 * @param direction {@link #IN} if the process accepted it, {@link #OUT} if the process opened it
 * @param tasks the tasks that run for it; empty if there are none
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
        @Nullable String proxy,
        @Nullable String server,
        String direction,
        List<TaskRow> tasks) {
    /** The direction of accepted connections. */
    public static final String IN = "in";

    /** The direction of connections that the process opened. */
    public static final String OUT = "out";

    /**
     * Copies the list.
     *
     * @param id the connection's number
     * @param peer the peer's address, {@code host:port}; behind a trusted proxy, the client's
     * @param local the local address, {@code host:port}
     * @param state {@code open}, {@code half-closed}, {@code closing} or {@code closed}
     * @param reason why it is closing or closed, in words; null while it is open
     * @param openedAtMillis when it was opened, in milliseconds since the epoch
     * @param lastActivityMillis when a byte was last transferred, to the precision of the feed's ticks
     * @param closedAtMillis when it was closed; 0 while it is not
     * @param bytesIn bytes received
     * @param bytesOut bytes accepted by the operating system
     * @param linesIn records delivered to the program
     * @param linesOut line ends written by the program
     * @param bufferedInput bytes received and not yet read by the program
     * @param queuedOutput bytes written and not yet accepted by the operating system
     * @param highWaterMark the number of queued bytes from which writes wait
     * @param awaiting the pending operation; null if there is none
     * @param warnings the number of warnings about it
     * @param proxy the address of the trusted proxy that forwarded it, {@code host:port}; null for a direct connection
     * @param server the name in the feed of the server that accepted it; null for a connection that the process opened
     * @param direction {@link #IN} if the process accepted it, {@link #OUT} if the process opened it
     * @param tasks the tasks that run for it; empty if there are none
     */
    public ConnectionRow {
        tasks = List.copyOf(tasks);
    }

    /**
     * Creates a row for an accepted connection of an unnamed server, without tasks.
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
     * @param proxy as above
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
            int warnings,
            @Nullable String proxy) {
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
                proxy,
                null,
                IN,
                List.of());
    }

    /**
     * Creates a row for a direct connection.
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
