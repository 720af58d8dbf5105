package dev.futurewire.feed;

import java.util.List;

/** Builds the ticks of one viewer from what has changed since the previous tick. Used by one thread at a time. */
final class TickBuilder {
    private final List<HubTickBuilder> hubs;
    private long sequence;

    TickBuilder(FeedHubs hubs) {
        this.hubs = hubs.all().stream().map(HubTickBuilder::new).toList();
    }

    /**
     * Starts counting and sampling lines for the viewer. The first tick also contains the history of closed connections,
     * warnings and events.
     */
    void begin() {
        hubs.forEach(HubTickBuilder::begin);
    }

    /** Builds the next tick. */
    FeedSnapshot tick() {
        long millis = System.currentTimeMillis();
        TickParts parts = new TickParts();
        hubs.forEach(hub -> hub.addTo(parts, millis));
        return parts.snapshot(++sequence, millis);
    }
}
