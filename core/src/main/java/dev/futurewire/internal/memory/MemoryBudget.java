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
 * The memory that the buffers of many connections may hold together: arrays that input is read into, queued output, TLS
 * records, requests of other threads.
 *
 * <h2>Theory of operation</h2>
 *
 * <p>A connection reports the capacity of its buffers, not how full they are, where one of its turns ends with another sum
 * than the last one: a line that is received and answered within a turn costs nothing here.
 *
 * <pre>
 *  0 .............. 1/4 .............. 1/2 ............... limit
 *   any size        | connections wait | no buffer grows    | the largest are
 *                   | with small ones  | beyond 1 KiB       | closed, down to 3/8
 * </pre>
 *
 * <p>A connection whose buffer is full and may not grow does not read: it <em>starves</em>, and is resumed when it may. It may
 * always use the room that it has, so input that has large buffers already is completed. Memory is tight until
 * less than 3/8 is held. Starving connections are resumed one after the other, the longest first, while less than 3/4 is held,
 * and may grow then. Where connections starve for {@link #STARVED_NANOS} because others keep their memory (a peer that does not
 * end its line, or takes no output), {@link Eviction} closes those as well. After {@link #PATIENCE} of these periods it closes
 * the largest, whatever they do, and resumes others though those that were resumed before are not done.
 *
 * <p>A connection that does not read does not notice that its peer has gone. It notices when it is resumed. That is a matter
 * of seconds even where nothing else frees memory, for the largest are closed then.
 *
 * <h2>What is not counted</h2>
 *
 * <p>The first {@link #UNCOUNTED} bytes of each connection, which every connection may have however tight memory is. The
 * PROXY header of a connection from a trusted proxy: it is read before there is a channel, by a deadline, into buffers that
 * grow with what has arrived, 107 bytes at most for version 1 and 4.5 KiB for version 2. TLS engines, whose size does not
 * depend on what peers send.
 *
 * <p>For any thread. Connections are closed on the thread whose report went over the limit, with no lock held.
 */
public final class MemoryBudget {
    /** Up to here a connection's buffers are not counted, and grow though memory is tight: 1 KiB. */
    public static final int UNCOUNTED = 1024;

    /** The least that output is collected in while memory is tight: 4 KiB. */
    public static final int SMALL = 4 * 1024;

    /** What a connection that is resumed is expected to need besides what it holds: 64 KiB, a pooled buffer. */
    private static final int EXPECTED = 64 * 1024;

    /** How long connections starve before those that have stood still as long are closed for them: half a second. */
    static final long STARVED_NANOS = 500_000_000L;

    /** After so many of these periods without a resumption the largest are closed, even if they do not stand still: 4. */
    private static final int PATIENCE = 4;

    private final long limit;
    private final long high;
    private final long low;
    private final long most;
    private final long ample;
    private final Timer timer;
    private final Eviction eviction;
    private final AtomicLong held = new AtomicLong();
    private final Set<Holder> holders = ConcurrentHashMap.newKeySet();
    private final ConcurrentLinkedQueue<Holder> starved = new ConcurrentLinkedQueue<>();
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
        high = limit / 2;
        low = limit / 8 * 3;
        most = limit - limit / 4;
        ample = limit / 4;
        eviction = new Eviction(this, timer, whose);
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
        return eviction.count();
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
            eviction.gone(holder);
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
        if (total - eviction.leavingBytes() > limit) {
            close(0);
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
            if (!resumeFirst()) {
                return;
            }
        }
    }

    /** Resumes the connection that has starved longest; false if none does. */
    private boolean resumeFirst() {
        Holder holder = starved.poll();
        if (holder == null) {
            return false;
        }
        alarms.set(0);
        feeding.incrementAndGet();
        holder.resume();
        return true;
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
        if (starved.isEmpty()) {
            return;
        }
        boolean impatient = alarms.incrementAndGet() >= PATIENCE;
        close(impatient ? 0 : STARVED_NANOS);
        if (impatient) {
            // Connections that were resumed long ago have not used what was reserved for them, and may never use it.
            long room = most - held.get();
            while (room > 0 && resumeFirst()) {
                room -= EXPECTED;
            }
        }
    }

    /** Gives memory back: the JVM has none left. Closes the largest holders, down to half of what is held. */
    public void shed() {
        eviction.close(held() / 2, 0);
    }

    /** The connections that hold something. */
    Set<Holder> holders() {
        return holders;
    }

    private void close(long stalledNanos) {
        eviction.close(low, stalledNanos);
    }

    /** How many connections starve; for tests. */
    int starving() {
        return starved.size();
    }
}
