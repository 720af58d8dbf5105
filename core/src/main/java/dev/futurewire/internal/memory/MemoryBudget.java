package dev.futurewire.internal.memory;

import dev.futurewire.internal.time.Alarm;
import dev.futurewire.internal.time.Timer;
import dev.futurewire.internal.time.WheelTimer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the buffers of many connections hold together, against what they may: arrays that input is read into, queued output,
 * what TLS holds, what other threads have handed in.
 *
 * <h2>Theory of operation</h2>
 *
 * <p>A connection reports the capacity of its buffers, not how full they are, where one of its turns ends with another sum
 * than the last one: so a line that comes and is answered costs nothing here. Up to {@link #UNCOUNTED} bytes are no news.
 *
 * <pre>
 *  0 .............. 1/4 .............. 1/2 ............... limit
 *   as they like    | waiting is with  | no buffer grows    | the largest are
 *                   | small buffers    | beyond 1 KiB       | closed, down to 3/8
 * </pre>
 *
 * <p>A connection whose buffer is full and may not grow does not read: it is <em>starved</em>, and resumes when it may. It may
 * always use the room that it has, so what is on its way through large buffers already, goes through. Memory is tight until
 * less than 3/8 is held. Those that starve resume one after the other, the longest first, while less than 3/4 is held: then
 * they may grow. Where connections starve
 * for {@link #STARVED_NANOS} because others keep their memory (a peer that does not end its line, or takes no output), those
 * are closed as well.
 *
 * <p>Connections that have held most for longest are closed first: its bytes, times 50 ms more than it has stood still. A connection that
 * sends whole lines and takes what comes back holds its buffers for milliseconds, and is not it.
 *
 * <p>For any thread. Connections are closed on the thread whose report went over the limit, with no lock held.
 */
public final class MemoryBudget {
    /** Up to here a connection's buffers are not counted, and grow though memory is tight: 1 KiB. */
    public static final int UNCOUNTED = 1024;

    /** The least that output is collected in while memory is tight: 4 KiB. */
    public static final int SMALL = 4 * 1024;

    /** What a connection that is resumed is expected to need besides what it holds: 32 KiB. */
    private static final int EXPECTED = 32 * 1024;

    /** How long connections starve before those that have stood still as long are closed for them: half a second. */
    static final long STARVED_NANOS = 500_000_000L;

    /** After so many of these the largest holder is closed, even if it is not standing still: 4. */
    private static final int PATIENCE = 4;

    /** How long a connection that does not stand still counts as standing still: 50 ms. */
    private static final long FRESH_NANOS = 50_000_000L;

    /** At most so often the log gets a line: every five seconds. */
    private static final long EPISODE_NANOS = 5_000_000_000L;

    private final long limit;
    private final long high;
    private final long low;
    private final long most;
    private final long ample;
    private final Timer timer;
    private final String whose;
    private final AtomicLong held = new AtomicLong();
    private final Set<Holder> holders = ConcurrentHashMap.newKeySet();

    /** Those that are being closed, with what they held then: it is as good as free. */
    private final ConcurrentHashMap<Holder, Integer> leaving = new ConcurrentHashMap<>();

    private final AtomicLong leavingBytes = new AtomicLong();
    private final ConcurrentLinkedQueue<Holder> starved = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean closing = new AtomicBoolean();
    private final AtomicLong lastLogged;
    private final AtomicLong evicted = new AtomicLong();
    private volatile boolean tight;
    private final AtomicInteger feeding = new AtomicInteger();
    private final AtomicInteger alarms = new AtomicInteger();

    private final Alarm alarm = new Alarm() {
        @Override
        protected void fire() {
            ring();
        }
    };

    /** The budget of connected channels. */
    private static final class Clients {
        static final MemoryBudget INSTANCE = new MemoryBudget(shareOfHeap(), WheelTimer.shared(), "connected channels");
    }

    /** A connection. */
    public interface Holder {
        /**
         * What it has reported last.
         *
         * @return bytes
         */
        int charged();

        /**
         * For how long its peer has kept it from giving memory back.
         *
         * @param now the time
         * @return nanoseconds; 0 if it is not standing still, or not by its peer's fault
         */
        long stalledNanos(long now);

        /** Closes it: it holds too much. Any thread. */
        void evict();

        /** It may read on. Any thread. */
        void resume();

        /**
         * Runs something on its loop.
         *
         * @param action what
         */
        void later(Runnable action);
    }

    /**
     * Creates a budget.
     *
     * @param limit bytes; {@code Long.MAX_VALUE} for no limit
     * @param timer for those that starve
     * @param whose connections these are, for the log
     */
    public MemoryBudget(long limit, Timer timer, String whose) {
        this.limit = limit;
        this.timer = timer;
        this.whose = whose;
        high = limit / 2;
        low = limit / 8 * 3;
        most = limit - limit / 4;
        ample = limit / 4;
        lastLogged = new AtomicLong(timer.now() - EPISODE_NANOS);
    }

    /**
     * The budget of all connected channels of the process: as much as a server has by default.
     *
     * @return the one instance
     */
    public static MemoryBudget clients() {
        return Clients.INSTANCE;
    }

    /**
     * The default limit.
     *
     * @return a quarter of the heap's largest size, in bytes
     */
    public static long shareOfHeap() {
        return Runtime.getRuntime().maxMemory() / 4;
    }

    /**
     * The limit.
     *
     * @return bytes
     */
    public long limit() {
        return limit;
    }

    /**
     * What is held now.
     *
     * @return bytes
     */
    public long held() {
        return Math.max(0, held.get());
    }

    /**
     * How many connections were closed for what they held.
     *
     * @return a counter
     */
    public long evicted() {
        return evicted.get();
    }

    /**
     * Whether connections may wait with large buffers.
     *
     * @return false from a quarter of the limit on
     */
    public boolean ample() {
        return held.get() < ample;
    }

    /**
     * Whether no buffer is to grow beyond {@link #UNCOUNTED}.
     *
     * @return true from half of the limit on, until less than three eighths are held
     */
    public boolean tight() {
        return tight;
    }

    /**
     * Whether more than the limit is held.
     *
     * @return true until what was closed for that is gone
     */
    public boolean full() {
        return held.get() > limit;
    }

    /**
     * Whether a buffer may grow.
     *
     * @param capacity to how much
     * @return false if its connection has to wait
     */
    public boolean grants(int capacity) {
        return !tight || capacity <= UNCOUNTED;
    }

    /**
     * A connection's buffers have changed. By the owner of its turn, after {@link Holder#charged} has.
     *
     * @param holder which
     * @param before what it reported last
     * @param after what it holds now
     */
    public void charged(Holder holder, int before, int after) {
        long total = held.addAndGet((long) after - before);
        if (after == 0) {
            holders.remove(holder);
            gone(holder);
        } else if (before == 0) {
            holders.add(holder);
        }
        if (after < before) {
            if (tight && total < low) {
                tight = false;
            }
            feed();
            return;
        }
        if (total >= high) {
            tight = true;
        }
        if (total - leavingBytes.get() > limit) {
            close(0);
        }
    }

    private void gone(Holder holder) {
        Integer bytes = leaving.isEmpty() ? null : leaving.remove(holder);
        if (bytes != null) {
            leavingBytes.addAndGet(-bytes);
        }
    }

    /**
     * A connection does not read because its buffer may not grow. It is resumed, once: then it may, until it says that it is
     * {@link #fed}.
     *
     * @param holder which is not starving yet
     */
    public void starve(Holder holder) {
        boolean first = starved.isEmpty();
        starved.add(holder);
        if (first) {
            alarms.set(0);
            timer.set(alarm, timer.now() + STARVED_NANOS);
        }
        feed();
    }

    /**
     * A connection that starves has ended.
     *
     * @param holder which
     */
    public void leaves(Holder holder) {
        starved.remove(holder);
    }

    /**
     * A connection that was resumed has used what it had received, or has ended.
     */
    public void fed() {
        feeding.decrementAndGet();
        feed();
    }

    /** Resumes those that starve while there is room for what they are expected to need. */
    private void feed() {
        while (!starved.isEmpty() && held.get() + (long) feeding.get() * EXPECTED < most) {
            Holder holder = starved.poll();
            if (holder == null) {
                return;
            }
            alarms.set(0);
            feeding.incrementAndGet();
            holder.resume();
        }
    }

    /** On the timer's thread. */
    private void ring() {
        Holder first = starved.peek();
        if (first != null) {
            timer.set(alarm, timer.now() + STARVED_NANOS);
            first.later(this::relieve);
        }
    }

    private void relieve() {
        feed();
        if (!starved.isEmpty()) {
            close(alarms.incrementAndGet() >= PATIENCE ? 0 : STARVED_NANOS);
        }
    }

    /** Gives memory back: the JVM has none left. Closes the largest holders, down to half of what is held. */
    public void shed() {
        close(held() / 2, 0);
    }

    private void close(long stalledNanos) {
        close(low, stalledNanos);
    }

    /** Closes the largest holders, until no more than that is held. */
    private void close(long target, long stalledNanos) {
        if (!closing.compareAndSet(false, true)) {
            return;
        }
        try {
            long now = timer.now();
            long excess = held.get() - leavingBytes.get() - target;
            int count = 0;
            long sum = held();
            for (Candidate each : excess <= 0 ? List.<Candidate>of() : candidates(now, stalledNanos)) {
                if (excess <= 0) {
                    break;
                }
                excess -= each.bytes();
                count++;
                evict(each);
            }
            if (count > 0) {
                tell(now, sum, count);
            }
        } finally {
            closing.set(false);
        }
    }

    private List<Candidate> candidates(long now, long stalledNanos) {
        List<Candidate> found = new ArrayList<>();
        for (Holder each : holders) {
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
            // It may have reported that before it was known to leave.
            gone(holder);
        }
    }

    private void tell(long now, long sum, int count) {
        long last = lastLogged.get();
        if (now - last < EPISODE_NANOS || !lastLogged.compareAndSet(last, now)) {
            return;
        }
        Survival.log(
                System.Logger.Level.WARNING,
                "the buffers of " + whose + " hold " + sum + " bytes, the limit is " + limit + ": closing the " + count
                        + " that hold most",
                null);
    }

    private record Candidate(Holder holder, int bytes, double weight) {}

    /** How many connections starve; for tests. */
    int starving() {
        return starved.size();
    }
}
