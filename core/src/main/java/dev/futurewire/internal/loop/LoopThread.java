package dev.futurewire.internal.loop;

import dev.futurewire.internal.time.Threads;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A thread that can work a loop. One of a loop's threads works it, the others are parked as spares.
 *
 * <pre>{@code
 *            enterUser            takeOver (watchdog)
 *  WORKING ------------> IN_USER --------------------> LOST
 *     ^  <------------            (blocked in user       | the user's code returns,
 *     |     leaveUser              code)                 | the outermost turn is left
 *     |                                                  v
 *     +------------------------------------------------ SPARE
 *                 takeOver of another thread
 * }</pre>
 *
 * Only a thread that runs user code can lose its loop, and it finds out by the compare-and-set with which it comes back:
 * so never do two threads work a loop.
 */
public final class LoopThread extends Thread {
    static final int WORKING = 0;
    static final int IN_USER = 1;
    static final int LOST = 2;
    static final int SPARE = 3;

    private static final VarHandle PHASE;
    private static final VarHandle PROGRESS;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            PHASE = lookup.findVarHandle(LoopThread.class, "phase", int.class);
            PROGRESS = lookup.findVarHandle(LoopThread.class, "progress", long.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    /** The {@link Watchdog} rests. Here, so that programs without a loop to watch need not have one. */
    static volatile boolean unwatched;

    private final BufferPool buffers = new BufferPool();
    private final int[] nesting = new int[1];
    private volatile int phase = WORKING;
    private volatile long progress;
    private volatile @Nullable BlockedCallListener listener;
    boolean busy;

    /** What the user code that runs now was called for, see {@link #callSiteHint}. */
    private @Nullable Object callSiteHint;

    @Nullable
    Loop loop;

    /** What the group has started because this thread was ended by a throwable. Only for this thread. */
    @Nullable
    LoopThread replacement;

    LoopThread(Runnable target, String name) {
        super(Threads.mainGroup(), target, name, 0, false);
    }

    /** Its end is noticed: none ends before its loop does, unless something has gone wrong inside the JDK. */
    @Override
    public void run() {
        Throwable cause = null;
        try {
            super.run();
        } catch (Throwable failure) {
            cause = failure;
        }
        Loop own = loop;
        if (own != null) {
            own.threadEnded(this, cause);
        }
    }

    /**
     * The current thread if it is a loop's.
     *
     * @return it, or null
     */
    public static @Nullable LoopThread current() {
        return Thread.currentThread() instanceof LoopThread thread ? thread : null;
    }

    /**
     * This thread's own buffers. Only for this thread.
     *
     * @return the pool
     */
    public BufferPool buffers() {
        return buffers;
    }

    /**
     * How deep what has been attached to completed futures runs one inside the other. Only for this thread.
     *
     * @return a counter of one element
     */
    public int[] nesting() {
        return nesting;
    }

    /**
     * User code is about to be called.
     *
     * @param caller who is to blame if it blocks
     */
    public void enterUser(BlockedCallListener caller) {
        PROGRESS.setOpaque(this, progress + 1);
        listener = caller; // a fence between the count and the question, see Watchdog
        PHASE.setRelease(this, IN_USER);
        if (unwatched) {
            Watchdog.wake();
        }
    }

    /**
     * User code has returned.
     *
     * @return false if the loop was taken from this thread: it must hand over and leave
     */
    public boolean leaveUser() {
        return PHASE.compareAndSet(this, IN_USER, WORKING);
    }

    /**
     * Whether this thread works its loop.
     *
     * @return false for one that blocked and has lost it
     */
    public boolean works() {
        return phase < LOST;
    }

    /** Whether this thread works its loop and is not in user code: nobody can take the loop from it now. */
    boolean undisturbed() {
        return phase == WORKING;
    }

    /**
     * Leaves a mark for the first operation that the user code which is called next begins. Only for this thread.
     *
     * @param mark whatever the operation makes of it; null: none
     */
    public void callSiteHint(@Nullable Object mark) {
        callSiteHint = mark;
    }

    /**
     * Takes the mark away. Only for this thread.
     *
     * @return what {@link #callSiteHint(Object)} left, null if that was taken already
     */
    public @Nullable Object takeCallSiteHint() {
        Object mark = callSiteHint;
        if (mark != null) {
            callSiteHint = null;
        }
        return mark;
    }

    boolean inUser() {
        return phase == IN_USER;
    }

    long progress() {
        return (long) PROGRESS.getOpaque(this);
    }

    @Nullable
    BlockedCallListener listener() {
        return listener;
    }

    boolean lost() {
        return phase == LOST;
    }

    boolean takeFrom() {
        return PHASE.compareAndSet(this, IN_USER, LOST);
    }

    /** From the thread itself. What it has kept is of no use to a spare; all spares together would keep megabytes. */
    void becomeSpare() {
        busy = false;
        buffers.clear();
        phase = SPARE;
    }

    /** Waits as a spare until this thread is needed. */
    void parkWhileSpare() {
        while (phase == SPARE) {
            LockSupport.park(this);
            // Meant for the user's code that has returned, if for anything; with the flag set this would not park
            // again.
            Thread.interrupted();
        }
    }

    /** It has ended, or is about to: it works no more. */
    void becomeLost() {
        busy = false;
        buffers.clear();
        phase = LOST;
    }

    void becomeWorker() {
        phase = WORKING;
        LockSupport.unpark(this);
    }

    /** Whoever's user code runs: can say what is blocked. */
    @FunctionalInterface
    public interface BlockedCallListener {
        /**
         * The code that was called for this has held its thread for long.
         *
         * @param thread where it runs
         * @param blockedNanos for how long
         */
        void blocked(Thread thread, long blockedNanos);

        /**
         * After how long {@link #blocked} wants to be told.
         *
         * @return nanoseconds
         */
        default long blockedAfterNanos() {
            return 200_000_000L;
        }
    }
}
