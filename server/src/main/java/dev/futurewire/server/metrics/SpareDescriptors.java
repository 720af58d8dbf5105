package dev.futurewire.server.metrics;

import dev.futurewire.server.concurrent.DaemonThreads;
import java.io.IOException;
import java.nio.channels.DatagramChannel;
import java.util.ArrayDeque;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Descriptors kept for scrapes and health checks that arrive when the process has no other left, which is when they matter.
 *
 * <p>The JDK's HTTP server gives up a round of its selector when accepting fails, and may then never come to the connections
 * that it has. Freeing a spare descriptor lets the next attempt succeed. Spares that were freed are opened again as soon as
 * there are descriptors for them.
 */
final class SpareDescriptors implements AutoCloseable {
    /** How many are kept: a few scrapers and health checks at once. */
    static final int COUNT = 4;

    /** The pause between two attempts to open spares again: a second. */
    private static final long REFILL_MILLIS = 1_000;

    private final ScheduledExecutorService refilling =
            Executors.newSingleThreadScheduledExecutor(DaemonThreads.factory("futurewire-metrics-spares"));
    private final ArrayDeque<DatagramChannel> spares = new ArrayDeque<>(COUNT);
    private boolean scheduled;
    private boolean closed;

    /** Opens the spares, as far as there are descriptors. */
    SpareDescriptors() {
        refill();
    }

    /**
     * Closes a spare descriptor.
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
