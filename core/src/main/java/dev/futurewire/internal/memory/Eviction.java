package dev.futurewire.internal.memory;

import dev.futurewire.internal.memory.MemoryBudget.Holder;
import dev.futurewire.internal.time.Timer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Closes the connections that hold most of a {@link MemoryBudget}.
 *
 * <p>The connections that have held most for longest are closed first: the weight of a connection is its bytes
 * multiplied by the sum of 50 ms and the time for which its oldest incomplete record or unread output has occupied
 * memory. A connection that sends complete lines and reads the responses holds its buffers for milliseconds and has a low
 * weight, even while it is paused: those that filled the memory before it have waited longer.
 *
 * <p>A connection that is being closed may hold its buffers a while longer. They count as free here.
 */
final class Eviction {
    /** Added to the time of every connection: 50 ms. */
    private static final long BASE_NANOS = 50_000_000L;

    /** The shortest interval between two log messages: five seconds. */
    private static final long LOG_INTERVAL_NANOS = 5_000_000_000L;

    private final MemoryBudget budget;
    private final Timer timer;
    private final String whose;

    /** The connections being closed, with the bytes they held when evicted. */
    private final ConcurrentHashMap<Holder, Integer> evicting = new ConcurrentHashMap<>();

    private final AtomicLong evictingBytes = new AtomicLong();
    private final AtomicBoolean running = new AtomicBoolean();
    private final AtomicLong lastLogged;
    private final AtomicLong evicted = new AtomicLong();

    /**
     * Creates the eviction of a budget.
     *
     * @param budget the budget
     * @param timer the clock
     * @param whose the owner of the connections, for log messages
     */
    Eviction(MemoryBudget budget, Timer timer, String whose) {
        this.budget = budget;
        this.timer = timer;
        this.whose = whose;
        lastLogged = new AtomicLong(timer.now() - LOG_INTERVAL_NANOS);
    }

    /** Returns the number of evicted connections. */
    long count() {
        return evicted.get();
    }

    /** Returns the number of bytes that the connections being closed still hold. */
    long evictingBytes() {
        return evictingBytes.get();
    }

    /** Called when a connection holds no more bytes. */
    void released(Holder holder) {
        Integer bytes = evicting.isEmpty() ? null : evicting.remove(holder);
        if (bytes != null) {
            evictingBytes.addAndGet(-bytes);
        }
    }

    /**
     * Closes the connections of the largest weight until at most the target is held. Does nothing if another thread is
     * doing so.
     *
     * @param target bytes
     * @param stalledNanos how long a connection must have stalled to be closed
     */
    void close(long target, long stalledNanos) {
        if (!running.compareAndSet(false, true)) {
            return;
        }
        try {
            long now = timer.now();
            long sum = budget.held();
            long excess = sum - evictingBytes.get() - target;
            int count = 0;
            for (Candidate each : excess <= 0 ? List.<Candidate>of() : candidates(now, stalledNanos)) {
                if (excess <= 0) {
                    break;
                }
                excess -= each.bytes();
                count++;
                evict(each);
            }
            if (count > 0) {
                log(now, sum, count);
            }
        } finally {
            running.set(false);
        }
    }

    private List<Candidate> candidates(long now, long stalledNanos) {
        List<Candidate> found = new ArrayList<>();
        for (Holder each : budget.holders()) {
            int bytes = each.charged();
            if (bytes > 0 && each.stalledNanos(now) >= stalledNanos && !evicting.containsKey(each)) {
                found.add(new Candidate(each, bytes, (double) bytes * (BASE_NANOS + each.occupiedNanos(now))));
            }
        }
        found.sort(Comparator.comparingDouble(Candidate::weight).reversed());
        return found;
    }

    private void evict(Candidate candidate) {
        Holder holder = candidate.holder();
        evicting.put(holder, candidate.bytes());
        evictingBytes.addAndGet(candidate.bytes());
        evicted.incrementAndGet();
        holder.evict();
        if (holder.charged() == 0) {
            // It may have been released before it was in the map.
            released(holder);
        }
    }

    private void log(long now, long sum, int count) {
        long last = lastLogged.get();
        if (now - last < LOG_INTERVAL_NANOS || !lastLogged.compareAndSet(last, now)) {
            return;
        }
        Survival.log(
                System.Logger.Level.WARNING,
                "the buffers of " + whose + " hold " + sum + " bytes, the limit is " + budget.limit() + ": closing the "
                        + count + " connections that hold most",
                null);
    }

    private record Candidate(Holder holder, int bytes, double weight) {}
}
