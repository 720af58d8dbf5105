package dev.futurewire.metrics;

import dev.futurewire.observe.ServerSnapshot;
import java.util.function.Supplier;

/** Supplies a snapshot that is at most 200 ms old, so that all meters of a scrape share one. */
final class CachedSnapshot implements Supplier<ServerSnapshot> {
    private static final long MAX_AGE_NANOS = 200_000_000L;

    private final Supplier<ServerSnapshot> source;
    private ServerSnapshot latest;
    private long takenAt;

    /**
     * Takes a first snapshot.
     *
     * @param source takes new snapshots
     */
    CachedSnapshot(Supplier<ServerSnapshot> source) {
        this.source = source;
        latest = source.get();
        takenAt = System.nanoTime();
    }

    @Override
    public synchronized ServerSnapshot get() {
        long now = System.nanoTime();
        if (now - takenAt > MAX_AGE_NANOS) {
            latest = source.get();
            takenAt = now;
        }
        return latest;
    }
}
