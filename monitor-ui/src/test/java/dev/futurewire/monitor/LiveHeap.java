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
 * What a full collection leaves on the heap, as the collector itself says at its end. (What is in use a moment later is more:
 * a load that makes a hundred megabytes of garbage a second has made some by then.)
 */
final class LiveHeap {
    private static final long PATIENCE_SECONDS = 10;
    private static final String ASKED_FOR = "System.gc()";

    private LiveHeap() {}

    /** Collects, and says how many megabytes were left. */
    static double megabytes() throws InterruptedException, ListenerNotFoundException {
        BlockingQueue<Long> left = new LinkedBlockingQueue<>();
        NotificationListener listener = (notification, none) -> {
            if (notification.getUserData() instanceof CompositeData data
                    && notification
                            .getType()
                            .equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION)) {
                GarbageCollectionNotificationInfo info = GarbageCollectionNotificationInfo.from(data);
                if (info.getGcCause().equals(ASKED_FOR)) {
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
            throw new IllegalStateException("no collector has answered " + ASKED_FOR);
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
