package dev.futurewire.internal.memory;

import dev.futurewire.internal.time.Alarm;
import dev.futurewire.internal.time.Timer;
import dev.futurewire.internal.time.WheelTimer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Limits the memory held by the buffers of many connections together: read buffers, queued output, TLS records, and
 * requests of other threads.
 *
 * <h2>Theory of operation</h2>
 *
 * <p>A connection reports the capacity of its buffers, not their content, and only when the sum at the end of a turn
 * differs from the last one: a line that is received and answered within a turn costs nothing here.
 *
 * <pre>
 *  0 .............. 1/4 .............. 1/2 ............... limit
 *   any size        | connections wait | no buffer grows    | the largest are
 *                   | with small ones  | beyond 1 KiB       | closed, down to 3/8
 * </pre>
 *
 * <p>A connection whose buffer is full and must not grow <em>pauses</em> reading until it is resumed. It may always use
 * the capacity it has, so a request that already has large buffers can complete. Memory is tight until less than 3/8 is
 * held. Paused connections are resumed one after the other, in the order in which they paused, while less than 3/4 is
 * held; their buffers may then grow. If connections are paused for {@link #PERIOD_NANOS} because others keep their
 * memory (a peer that does not end its line, or reads no output), {@link Eviction} closes those that have stalled as
 * long. After {@link #FORCED_AFTER} such periods it closes the largest, stalled or not, and further connections are
 * resumed even if the previous ones have not finished.
 *
 * <p>A connection that has paused reading does not notice that its peer has disconnected until it is resumed. This
 * takes seconds at most even if nothing else frees memory, since the largest connections are then closed.
 *
 * <h2>What is not counted</h2>
 *
 * <p>The first {@link #UNCOUNTED} bytes of each connection, which it may use however tight memory is. The PROXY header
 * of a connection from a trusted proxy: it is read before there is a channel, within a deadline, into buffers that grow
 * with the data that has arrived, up to 107 bytes for version 1 and 4.5 KiB for version 2. TLS engines, whose size does
 * not depend on what peers send.
 *
 * <p>Thread-safe. Connections are closed on the thread whose report exceeded the limit, with no lock held.
 */
public final class MemoryBudget {
    /** The buffer size per connection that is not counted and always allowed: 1 KiB. */
    public static final int UNCOUNTED = 1024;

    /** The least size of an output buffer while memory is tight: 4 KiB. */
    public static final int SMALL = 4 * 1024;

    /** What a resumed connection is expected to need in addition to what it holds: 64 KiB, a pooled buffer. */
    private static final int EXPECTED = 64 * 1024;

    /** How long connections are paused before those that have stalled as long are closed: half a second. */
    static final long PERIOD_NANOS = 500_000_000L;

    /** Number of periods without a resumption after which the largest are closed, stalled or not. */
    private static final int FORCED_AFTER = 4;

    private final long limit;
    private final long tightFrom;
    private final long tightUntil;
    private final long resumeBelow;
    private final long ample;
    private final Timer timer;
    private final Eviction eviction;
    private final AtomicLong held = new AtomicLong();
    private final Set<Holder> holders = ConcurrentHashMap.newKeySet();
    private final ConcurrentLinkedQueue<Holder> paused = new ConcurrentLinkedQueue<>();
    private volatile boolean tight;
    private final AtomicInteger growing = new AtomicInteger();
    private final AtomicInteger periods = new AtomicInteger();

    private final Alarm alarm = new Alarm() {
        @Override
        protected void fire() {
            periodEnded();
        }
    };

    /** The budget of connected channels. */
    private static final class Clients {
        static final MemoryBudget INSTANCE = new MemoryBudget(shareOfHeap(), WheelTimer.shared(), "connected channels");
    }

    /** A connection that holds memory. */
    public interface Holder {
        /**
         * Returns the number of bytes last reported.
         *
         * @return bytes
         */
        int charged();

        /**
         * Returns how long the peer has prevented the connection from releasing memory.
         *
         * @param now the current time
         * @return nanoseconds; 0 if the connection has not stalled, or not because of its peer
         */
        long stalledNanos(long now);

        /**
         * Returns how long an incomplete record or unread output has occupied memory, for whatever reason.
         *
         * @param now the current time
         * @return nanoseconds; at least {@link #stalledNanos}
         */
        long occupiedNanos(long now);

        /** Closes the connection because it holds too much. Any thread. */
        void evict();

        /** Resumes reading. Any thread. */
        void resume();

        /**
         * Runs an action on the connection's loop.
         *
         * @param action the action
         */
        void later(Runnable action);
    }

    /**
     * Creates a budget.
     *
     * @param limit bytes; {@code Long.MAX_VALUE} for no limit
     * @param timer the timer for paused connections
     * @param whose the owner of the connections, for log messages
     */
    public MemoryBudget(long limit, Timer timer, String whose) {
        this.limit = limit;
        this.timer = timer;
        tightFrom = limit / 2;
        tightUntil = limit / 8 * 3;
        resumeBelow = limit - limit / 4;
        ample = limit / 4;
        eviction = new Eviction(this, timer, whose);
    }

    /**
     * Returns the budget of all connected channels of the process. Its limit is the default of a server.
     *
     * @return the shared instance
     */
    public static MemoryBudget clients() {
        return Clients.INSTANCE;
    }

    /**
     * Returns the default limit.
     *
     * @return a quarter of the maximum heap size, in bytes
     */
    public static long shareOfHeap() {
        return Runtime.getRuntime().maxMemory() / 4;
    }

    /**
     * Returns the limit.
     *
     * @return bytes
     */
    public long limit() {
        return limit;
    }

    /**
     * Returns how much is held now.
     *
     * @return bytes
     */
    public long held() {
        return Math.max(0, held.get());
    }

    /**
     * Returns the number of connections closed because of the memory they held.
     *
     * @return a counter
     */
    public long evicted() {
        return eviction.count();
    }

    /**
     * Whether idle connections may keep large buffers.
     *
     * @return false from a quarter of the limit on
     */
    public boolean ample() {
        return held.get() < ample;
    }

    /**
     * Whether no buffer may grow beyond {@link #UNCOUNTED}.
     *
     * @return true from half of the limit on, until less than three eighths are held
     */
    public boolean tight() {
        return tight;
    }

    /**
     * Whether more than the limit is held.
     *
     * @return true until the evicted connections have released their buffers
     */
    public boolean full() {
        return held.get() > limit;
    }

    /**
     * Whether a buffer may grow.
     *
     * @param capacity the new capacity
     * @return false if its connection has to pause
     */
    public boolean grants(int capacity) {
        return !tight || capacity <= UNCOUNTED;
    }

    /**
     * Reports a change of a connection's buffers. Called by the owner of its turn, after {@link Holder#charged} has
     * changed.
     *
     * @param holder the connection
     * @param before bytes last reported
     * @param after bytes held now
     */
    public void charged(Holder holder, int before, int after) {
        long total = held.addAndGet((long) after - before);
        if (after == 0) {
            holders.remove(holder);
            eviction.released(holder);
        } else if (before == 0) {
            holders.add(holder);
        }
        if (after < before) {
            if (tight && total < tightUntil) {
                tight = false;
            }
            resumePaused();
            return;
        }
        if (total >= tightFrom) {
            tight = true;
        }
        if (total - eviction.evictingBytes() > limit) {
            close(0);
        }
    }

    /**
     * Registers a connection that has paused reading because its buffer must not grow. It is resumed once; its buffers
     * may then grow until it calls {@link #growthEnded}.
     *
     * @param holder a connection that is not registered yet
     */
    public void addPaused(Holder holder) {
        boolean first = paused.isEmpty();
        paused.add(holder);
        if (first) {
            periods.set(0);
            timer.set(alarm, timer.now() + PERIOD_NANOS);
        }
        resumePaused();
    }

    /**
     * Unregisters a paused connection that has ended.
     *
     * @param holder the connection
     */
    public void removePaused(Holder holder) {
        paused.remove(holder);
    }

    /** Called when a resumed connection has consumed its input, or has ended. */
    public void growthEnded() {
        growing.decrementAndGet();
        resumePaused();
    }

    /** Resumes paused connections while there is room for what they are expected to need. */
    private void resumePaused() {
        while (!paused.isEmpty() && held.get() + (long) growing.get() * EXPECTED < resumeBelow) {
            if (!resumeFirst()) {
                return;
            }
        }
    }

    /** Resumes the connection that has been paused longest. Returns false if none is paused. */
    private boolean resumeFirst() {
        Holder holder = paused.poll();
        if (holder == null) {
            return false;
        }
        periods.set(0);
        growing.incrementAndGet();
        holder.resume();
        return true;
    }

    /** Called at the end of a period, on the timer's thread. */
    private void periodEnded() {
        Holder first = paused.peek();
        if (first != null) {
            timer.set(alarm, timer.now() + PERIOD_NANOS);
            first.later(this::relieve);
        }
    }

    private void relieve() {
        resumePaused();
        if (paused.isEmpty()) {
            return;
        }
        boolean impatient = periods.incrementAndGet() >= FORCED_AFTER;
        close(impatient ? 0 : PERIOD_NANOS);
        if (impatient) {
            // Connections resumed long ago have not used what was reserved for them, and may never do so.
            long room = resumeBelow - held.get();
            while (room > 0 && resumeFirst()) {
                room -= EXPECTED;
            }
        }
    }

    /** Closes the largest holders, down to half of what is held. Called when the JVM has run out of memory. */
    public void closeLargest() {
        eviction.close(held() / 2, 0);
    }

    /** Returns the connections that hold memory. */
    Set<Holder> holders() {
        return holders;
    }

    private void close(long stalledNanos) {
        eviction.close(tightUntil, stalledNanos);
    }

    /** Returns the number of paused connections; for tests. */
    int pausedCount() {
        return paused.size();
    }
}
