package dev.futurewire;

import dev.futurewire.observe.ChannelSnapshot;
import java.time.Duration;
import java.util.List;

/**
 * The result of a server's shutdown. Each connection that was open when the shutdown began is in exactly one of the
 * three counts.
 *
 * @param finished the number of connections that ended without the shutdown closing them, because the handler
 *     completed, the client disconnected, or a limit was reached
 * @param closed the number of connections that were closed gracefully, by the shutdown or already before it began: all
 *     output and FIN have been passed to the operating system
 * @param aborted the number of connections that were aborted, with unsent output or because there was no time for a
 *     graceful close
 * @param stillOpen snapshots of the connections that were open when the server began to close them, with their pending
 *     operations
 * @param took the time from the call to the end of the shutdown
 * @see AsyncServer#shutdown
 */
public record ShutdownReport(int finished, int closed, int aborted, List<ChannelSnapshot> stillOpen, Duration took) {
    /**
     * Creates an instance with a copy of the list.
     *
     * @param finished the number of connections that ended without the shutdown closing them, because the handler
     *     completed, the client disconnected, or a limit was reached
     * @param closed the number of connections that were closed gracefully, by the shutdown or already before it began: all
     *     output and FIN have been passed to the operating system
     * @param aborted the number of connections that were aborted, with unsent output or because there was no time for a
     *     graceful close
     * @param stillOpen snapshots of the connections that were open when the server began to close them, with their pending
     *     operations
     * @param took the time from the call to the end of the shutdown
     */
    public ShutdownReport {
        stillOpen = List.copyOf(stillOpen);
    }
}
