package dev.futurewire.internal.memory;

import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Handles a {@link Throwable} that reaches the top of the stack of one of the library's threads: logs it, so that the
 * thread can continue. No method throws.
 *
 * <p>When memory has run out, a reserve is released first, which leaves memory for the cleanup, and the budgets close
 * the connections that hold most. The reserve is allocated again when there is room.
 */
public final class Survival {
    /** Size of the reserve released when memory runs out: 1 MiB, or a 64th of the heap if that is less. */
    private static final int RESERVE =
            (int) Math.min(1024 * 1024, Runtime.getRuntime().maxMemory() / 64);

    /** The shortest interval between two releases of memory: 100 ms. */
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** How often an action that runs out of memory is tried: 50 times, 10 ms apart. */
    private static final int TRIES = 50;

    private static final long TRY_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private static final CopyOnWriteArrayList<MemoryBudget> BUDGETS = new CopyOnWriteArrayList<>();
    private static final AtomicLong LAST_RELEASE = new AtomicLong(System.nanoTime() - PAUSE_NANOS);
    private static volatile byte @Nullable [] reserve = new byte[RESERVE];

    private Survival() {}

    /** Loads this class before it is needed. */
    public static void prepare() {
        takeReserve();
    }

    /**
     * Registers a budget whose connections can be closed when memory has run out.
     *
     * @param budget the budget
     */
    public static void add(MemoryBudget budget) {
        BUDGETS.add(budget);
    }

    /**
     * Unregisters the budget of a server that has ended.
     *
     * @param budget the budget
     */
    public static void remove(MemoryBudget budget) {
        BUDGETS.remove(budget);
    }

    /**
     * Whether a failure was caused by a lack of memory.
     *
     * @param failure the failure, or null
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
     * Handles a failure that must not end its thread.
     *
     * @param what describes the failure, for the log
     * @param failure the failure
     */
    public static void survived(String what, Throwable failure) {
        if (outOfMemory(failure)) {
            giveBack();
        }
        log(System.Logger.Level.ERROR, what, failure);
    }

    /** Releases memory, after it has run out. */
    public static void giveBack() {
        reserve = null;
        long now = System.nanoTime();
        long last = LAST_RELEASE.get();
        if (now - last < PAUSE_NANOS || !LAST_RELEASE.compareAndSet(last, now)) {
            return;
        }
        try {
            for (MemoryBudget each : BUDGETS) {
                each.closeLargest();
            }
            MemoryBudget.clients().closeLargest();
        } catch (Throwable again) {
            // The next failure retries.
        }
    }

    /** Allocates the reserve again if it was released a while ago and there is room. */
    public static void takeReserve() {
        if (reserve == null && System.nanoTime() - LAST_RELEASE.get() >= 10 * PAUSE_NANOS) {
            try {
                reserve = new byte[RESERVE];
            } catch (OutOfMemoryError notYet) {
                giveBack();
            }
        }
    }

    /**
     * Runs an action that others depend on, and repeats it while memory has run out.
     *
     * @param what describes the failure, for the log
     * @param action the action; may run several times
     * @return false if memory was still unavailable after half a second, or the action failed otherwise
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
     * Logs a message if there is memory for it.
     *
     * @param level the level
     * @param message the message
     * @param failure the cause, or null
     */
    public static void log(System.Logger.Level level, String message, @Nullable Throwable failure) {
        try {
            System.getLogger("dev.futurewire").log(level, message, failure);
        } catch (Throwable noMemory) {
            // The failure is handled nevertheless; only the log message is lost.
        }
    }
}
