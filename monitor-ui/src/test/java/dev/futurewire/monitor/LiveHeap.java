package dev.futurewire.monitor;

import com.sun.management.GarbageCollectionNotificationInfo;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.management.ListenerNotFoundException;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;

/**
 * The live heap after a full collection, as the collector reports it at its end. (Heap in use is larger a moment later, if a
 * load produces a hundred megabytes of garbage per second.)
 */
final class LiveHeap {
    private static final long PATIENCE_SECONDS = 10;
    private static final String CAUSE = "System.gc()";

    private LiveHeap() {}

    /** Runs a full collection, and returns the live heap in megabytes. */
    static double megabytes() throws InterruptedException, ListenerNotFoundException {
        BlockingQueue<Long> left = new LinkedBlockingQueue<>();
        NotificationListener listener = (notification, none) -> {
            if (notification.getUserData() instanceof CompositeData data
                    && notification
                            .getType()
                            .equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION)) {
                GarbageCollectionNotificationInfo info = GarbageCollectionNotificationInfo.from(data);
                if (info.getGcCause().equals(CAUSE)) {
                    left.add(heap(info.getGcInfo().getMemoryUsageAfterGc()));
                }
            }
        };
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            ((NotificationEmitter) collector).addNotificationListener(listener, null, null);
        }
        System.gc();
        Long bytes = left.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            ((NotificationEmitter) collector).removeNotificationListener(listener);
        }
        if (bytes == null) {
            throw new IllegalStateException("no collector reported " + CAUSE);
        }
        return bytes / (1024.0 * 1024.0);
    }

    private static long heap(Map<String, MemoryUsage> pools) {
        Set<String> heap = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .map(MemoryPoolMXBean::getName)
                .collect(Collectors.toSet());
        return pools.entrySet().stream()
                .filter(pool -> heap.contains(pool.getKey()))
                .mapToLong(pool -> pool.getValue().getUsed())
                .sum();
    }
}
