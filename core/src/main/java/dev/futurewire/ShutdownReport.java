package dev.futurewire;

import dev.futurewire.observe.ChannelSnapshot;
import java.time.Duration;
import java.util.List;

/**
 * How a server's shutdown went.
 *
 * @param finished connections whose handlers ended by themselves within the grace
 * @param closed connections that were closed gracefully at the grace's end: their queued output was sent
 * @param aborted connections that had to be cut off
 * @param stillOpen who was still open when closing began, with what each was waiting for
 * @param took from the call to the end
 */
public record ShutdownReport(int finished, int closed, int aborted, List<ChannelSnapshot> stillOpen, Duration took) {
    /** Copies the list. */
    public ShutdownReport {
        stillOpen = List.copyOf(stillOpen);
    }
}
