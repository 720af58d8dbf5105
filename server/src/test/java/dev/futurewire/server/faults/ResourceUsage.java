package dev.futurewire.server.faults;

import dev.futurewire.internal.time.WheelTimer;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/**
 * The resources in use, which a leak would increase.
 *
 * @param descriptors open descriptors of the process
 * @param threads live threads
 * @param directBytes bytes in direct buffers
 * @param alarms pending timers
 */
record ResourceUsage(long descriptors, int threads, long directBytes, int alarms) {
    private static final Duration SETTLED = Duration.ofMillis(200);

    /** Returns the current usage. */
    static ResourceUsage now() throws IOException {
        long direct = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
        return new ResourceUsage(
                ProcFileSystem.isAvailable() ? ProcFileSystem.descriptors() : 0,
                ManagementFactory.getThreadMXBean().getThreadCount(),
                direct,
                WheelTimer.shared().pending());
    }

    /** Returns the usage once it has been the same for a while. */
    static ResourceUsage settled() throws Exception {
        ResourceUsage[] last = {now()};
        Eventually.until("descriptors, threads and buffers settle", () -> {
            ResourceUsage before = last[0];
            Eventually.happens(SETTLED, () -> false);
            last[0] = now();
            return last[0].equals(before);
        });
        return last[0];
    }

    /** Waits until no resource is used more than in this measurement. */
    void awaitReturn(Duration within) throws Exception {
        ResourceUsage[] last = new ResourceUsage[1];
        boolean back = Eventually.happens(within, () -> {
            last[0] = now();
            return last[0].within(this);
        });
        if (!back) {
            throw new AssertionError("not released: " + this + " became " + last[0]);
        }
    }

    private boolean within(ResourceUsage before) {
        return descriptors <= before.descriptors
                && threads <= before.threads
                && directBytes <= before.directBytes
                && alarms <= before.alarms;
    }
}
