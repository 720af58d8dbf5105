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
 * Closes the connections of a {@link MemoryBudget} that hold most.
 *
 * <p>Those that have held most for longest are closed first: a connection's weight is its bytes, times 50 ms more than it has
 * stood still. A connection that sends whole lines and takes the answers holds its buffers for milliseconds, and weighs little.
 *
 * <p>A connection that is being closed may hold its buffers a while longer; they count as free here.
 */
final class Eviction {
    /** How long a connection that does not stand still counts as standing still: 50 ms. */
    private static final long FRESH_NANOS = 50_000_000L;

    /** The least time between two lines in the log: five seconds. */
    private static final long EPISODE_NANOS = 5_000_000_000L;

    private final MemoryBudget budget;
    private final Timer timer;
    private final String whose;

    /** Connections that are being closed, with what they held when that began. */
    private final ConcurrentHashMap<Holder, Integer> leaving = new ConcurrentHashMap<>();

    private final AtomicLong leavingBytes = new AtomicLong();
    private final AtomicBoolean closing = new AtomicBoolean();
    private final AtomicLong lastLogged;
    private final AtomicLong evicted = new AtomicLong();

    /**
     * Creates it.
     *
     * @param budget whose connections are closed
     * @param timer the clock
     * @param whose connections these are, for the log
     */
    Eviction(MemoryBudget budget, Timer timer, String whose) {
        this.budget = budget;
        this.timer = timer;
        this.whose = whose;
        lastLogged = new AtomicLong(timer.now() - EPISODE_NANOS);
    }

    /** How many connections have been closed. */
    long count() {
        return evicted.get();
    }

    /** What connections that are being closed still hold. */
    long leavingBytes() {
        return leavingBytes.get();
    }

    /** A connection no longer holds anything. */
    void gone(Holder holder) {
        Integer bytes = leaving.isEmpty() ? null : leaving.remove(holder);
        if (bytes != null) {
            leavingBytes.addAndGet(-bytes);
        }
    }

    /**
     * Closes the heaviest connections until no more than a target is held, unless another thread does.
     *
     * @param target bytes
     * @param stalledNanos for how long a connection must have stood still to be closed
     */
    void close(long target, long stalledNanos) {
        if (!closing.compareAndSet(false, true)) {
            return;
        }
        try {
            long now = timer.now();
            long sum = budget.held();
            long excess = sum - leavingBytes.get() - target;
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
            closing.set(false);
        }
    }

    private List<Candidate> candidates(long now, long stalledNanos) {
        List<Candidate> found = new ArrayList<>();
        for (Holder each : budget.holders()) {
            long stalled = each.stalledNanos(now);
            int bytes = each.charged();
            if (bytes > 0 && stalled >= stalledNanos && !leaving.containsKey(each)) {
                found.add(new Candidate(each, bytes, (double) bytes * (FRESH_NANOS + stalled)));
            }
        }
        found.sort(Comparator.comparingDouble(Candidate::weight).reversed());
        return found;
    }

    private void evict(Candidate candidate) {
        Holder holder = candidate.holder();
        leaving.put(holder, candidate.bytes());
        leavingBytes.addAndGet(candidate.bytes());
        evicted.incrementAndGet();
        holder.evict();
        if (holder.charged() == 0) {
            // It may have reported that before it was in the map.
            gone(holder);
        }
    }

    private void log(long now, long sum, int count) {
        long last = lastLogged.get();
        if (now - last < EPISODE_NANOS || !lastLogged.compareAndSet(last, now)) {
            return;
        }
        Survival.log(
                System.Logger.Level.WARNING,
                "the buffers of " + whose + " hold " + sum + " bytes, the limit is " + budget.limit() + ": closing the "
                        + count + " that hold most",
                null);
    }

    private record Candidate(Holder holder, int bytes, double weight) {}
}
