package dev.futurewire;

import dev.futurewire.observe.ChannelSnapshot;
import java.time.Duration;
import java.util.List;

/**
 * How a server's shutdown went.
 *
 * <p>A connection is in one of the three counts if it was open when the shutdown began.
 *
 * @param finished connections that ended by themselves within the grace: the handler was done, the client left, a limit
 *     was met
 * @param closed connections that were closed gracefully, at the grace's end or already before the shutdown began: all their
 *     output and its end were sent
 * @param aborted connections that were cut off with output that could not be sent, or without any time to close them
 * @param stillOpen who was still open when closing began, with what each was waiting for
 * @param took from the call to the end
 */
public record ShutdownReport(int finished, int closed, int aborted, List<ChannelSnapshot> stillOpen, Duration took) {
    /** Copies the list. */
    public ShutdownReport {
        stillOpen = List.copyOf(stillOpen);
    }
}
