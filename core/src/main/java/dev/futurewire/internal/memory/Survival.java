package dev.futurewire.internal.memory;

import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What the library's own threads do with a {@link Throwable} that reaches the end of their stack: log it and go on. None of this
 * throws.
 *
 * <p>Where it says that memory has run out, a reserve is let go first, so that there is something to clean up with, and the
 * budgets close the connections that hold most. The reserve is taken again when there is room for it.
 */
public final class Survival {
    /** What is kept for the moment when there is nothing else: 1 MiB, or a 64th of the heap if that is less. */
    private static final int RESERVE =
            (int) Math.min(1024 * 1024, Runtime.getRuntime().maxMemory() / 64);

    /** How often budgets are asked to give memory back, and the reserve is looked at: every 100 ms. */
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** How often and with which pauses something is tried for which there is no memory: 50 times, 10 ms. */
    private static final int TRIES = 50;

    private static final long TRY_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private static final CopyOnWriteArrayList<MemoryBudget> BUDGETS = new CopyOnWriteArrayList<>();
    private static final AtomicLong LAST = new AtomicLong(System.nanoTime() - PAUSE_NANOS);
    private static volatile byte @Nullable [] reserve = new byte[RESERVE];

    private Survival() {}

    /** Makes sure that this class is there when it is needed. */
    public static void prepare() {
        takeReserve();
    }

    /**
     * A budget's connections can be closed when memory has run out.
     *
     * @param budget whose
     */
    public static void add(MemoryBudget budget) {
        BUDGETS.add(budget);
    }

    /**
     * A budget's server has ended.
     *
     * @param budget whose
     */
    public static void remove(MemoryBudget budget) {
        BUDGETS.remove(budget);
    }

    /**
     * Whether a failure says that there is no memory left.
     *
     * @param failure any
     * @return true for an {@link OutOfMemoryError}, also as a cause
     */
    public static boolean outOfMemory(@Nullable Throwable failure) {
        Throwable each = failure;
        for (int depth = 0; each != null && depth < 8; depth++) {
            if (each instanceof OutOfMemoryError) {
                return true;
            }
            each = each.getCause();
        }
        return false;
    }

    /**
     * Something that must not end its thread has failed.
     *
     * @param what for the log
     * @param failure why
     */
    public static void survived(String what, Throwable failure) {
        if (outOfMemory(failure)) {
            giveBack();
        }
        log(System.Logger.Level.ERROR, what, failure);
    }

    /** Memory has run out: what can be given back is. */
    public static void giveBack() {
        reserve = null;
        long now = System.nanoTime();
        long last = LAST.get();
        if (now - last < PAUSE_NANOS || !LAST.compareAndSet(last, now)) {
            return;
        }
        try {
            for (MemoryBudget each : BUDGETS) {
                each.shed();
            }
            MemoryBudget.clients().shed();
        } catch (Throwable notEvenThat) {
            // The next failure tries again.
        }
    }

    /** Takes the reserve again if it was let go a while ago and there is room. */
    public static void takeReserve() {
        if (reserve == null && System.nanoTime() - LAST.get() >= 10 * PAUSE_NANOS) {
            try {
                reserve = new byte[RESERVE];
            } catch (OutOfMemoryError notYet) {
                giveBack();
            }
        }
    }

    /**
     * Does something that others depend on, again and again while there is no memory for it.
     *
     * @param what for the log
     * @param action may be done twice
     * @return false if there was none for half a second, or it failed otherwise
     */
    public static boolean insist(String what, Runnable action) {
        for (int i = 0; i < TRIES; i++) {
            try {
                action.run();
                return true;
            } catch (Throwable failure) {
                if (!outOfMemory(failure)) {
                    survived(what, failure);
                    return false;
                }
                giveBack();
                LockSupport.parkNanos(TRY_NANOS);
            }
        }
        log(System.Logger.Level.ERROR, what, null);
        return false;
    }

    /**
     * Logs, if there is memory for that.
     *
     * @param level of the message
     * @param message what
     * @param failure why, or null
     */
    public static void log(System.Logger.Level level, String message, @Nullable Throwable failure) {
        try {
            System.getLogger("dev.futurewire").log(level, message, failure);
        } catch (Throwable noMemory) {
            // Whatever it was is being dealt with; only the log does not say so.
        }
    }
}
