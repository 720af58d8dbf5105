package dev.futurewire.server.metrics;

import dev.futurewire.feed.concurrent.DaemonThreads;
import java.io.IOException;
import java.nio.channels.DatagramChannel;
import java.util.ArrayDeque;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Keeps descriptors for scrapes and health checks that arrive when the process has run out of descriptors, which is when they
 * matter most.
 *
 * <p>When accepting fails, the JDK's HTTP server abandons the current round of its selector and may never serve the connections
 * it has. Freeing a spare descriptor lets the next attempt succeed. Freed spares are reopened as soon as descriptors are
 * available.
 */
final class SpareDescriptors implements AutoCloseable {
    /** The number of spares: enough for a few concurrent scrapes and health checks. */
    static final int COUNT = 4;

    /** The delay between attempts to reopen spares: a second. */
    private static final long REFILL_MILLIS = 1_000;

    private final ScheduledExecutorService refilling =
            Executors.newSingleThreadScheduledExecutor(DaemonThreads.factory("futurewire-metrics-spares"));
    private final ArrayDeque<DatagramChannel> spares = new ArrayDeque<>(COUNT);
    private boolean scheduled;
    private boolean closed;

    /** Opens as many spares as descriptors are available. */
    SpareDescriptors() {
        refill();
    }

    /**
     * Frees a spare descriptor.
     *
     * @return whether there was one
     */
    synchronized boolean free() {
        if (closed) {
            return false;
        }
        if (!scheduled) {
            scheduled = true;
            refilling.schedule(this::refill, REFILL_MILLIS, TimeUnit.MILLISECONDS);
        }
        DatagramChannel spare = spares.poll();
        close(spare);
        return spare != null;
    }

    private synchronized void refill() {
        scheduled = false;
        try {
            while (!closed && spares.size() < COUNT) {
                spares.add(DatagramChannel.open());
            }
        } catch (IOException noneLeft) {
            scheduled = true;
            refilling.schedule(this::refill, REFILL_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private static void close(@Nullable DatagramChannel spare) {
        if (spare == null) {
            return;
        }
        try {
            spare.close();
        } catch (IOException ignored) {
            // The descriptor is released in any case.
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        refilling.shutdownNow();
        spares.forEach(SpareDescriptors::close);
        spares.clear();
    }
}
