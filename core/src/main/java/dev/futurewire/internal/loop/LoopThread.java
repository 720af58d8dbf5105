package dev.futurewire.internal.loop;

import dev.futurewire.internal.time.Threads;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A thread that can work a loop. One thread of a loop works it; the others are parked as spares.
 *
 * <pre>{@code
 *            enterUser            takeOver (watchdog)
 *  WORKING ------------> IN_USER --------------------> LOST
 *     ^  <------------            (blocked in user       | user code returns,
 *     |     leaveUser              code)                 | the outermost turn is left
 *     |                                                  v
 *     +------------------------------------------------ SPARE
 *                 takeOver of another thread
 * }</pre>
 *
 * Only a thread in user code can lose its loop. It notices by the compare-and-set on return from user code, so two
 * threads never work a loop at the same time.
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

    /** Number of threads that stand in for a loop thread. While it is zero, no other thread pays for them. */
    private static final AtomicInteger STAND_INS = new AtomicInteger();

    private static final ThreadLocal<@Nullable LoopThread> STAND_IN = new ThreadLocal<>();

    /** The {@link Watchdog} sleeps. Declared here, so that programs without a loop do not load its class. */
    static volatile boolean watchdogAsleep;

    private final BufferPool buffers = new BufferPool();
    private final int[] nesting = new int[1];
    private volatile int phase = WORKING;
    private volatile long progress;
    private volatile @Nullable BlockedCallListener listener;
    boolean busy;

    /** Hint for the operations of the running user code, see {@link #callSiteHint(Object)}. */
    private @Nullable Object callSiteHint;

    @Nullable
    Loop loop;

    /**
     * The thread that the group has started to replace this one, which was ended by a throwable. Only for this thread.
     */
    @Nullable
    LoopThread replacement;

    LoopThread(Runnable target, String name) {
        super(Threads.mainGroup(), target, name, 0, false);
    }

    /** Reports the end of the thread: no thread ends before its loop, unless the JDK fails internally. */
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
     * Returns the current thread if it is a loop thread, or the state of one if it {@linkplain #standIn stands in} for one.
     *
     * @return the thread, or null
     */
    public static @Nullable LoopThread current() {
        return Thread.currentThread() instanceof LoopThread thread ? thread : standIn();
    }

    private static @Nullable LoopThread standIn() {
        return STAND_INS.get() == 0 ? null : STAND_IN.get();
    }

    /**
     * Lets the current thread stand in for a loop thread until {@link #standDown}: the thread of a simulation works a loop and is
     * the program's own. A loop thread that is never started holds the state that belongs to the loop's thread.
     *
     * @param loop the loop that the thread works
     */
    static void standIn(Loop loop) {
        LoopThread state = Threads.make(() -> new LoopThread(() -> {}, "futurewire-stand-in"));
        state.loop = loop;
        STAND_IN.set(state);
        STAND_INS.incrementAndGet();
    }

    /** Ends the effect of {@link #standIn(Loop)} on the current thread. */
    static void standDown() {
        STAND_IN.remove();
        STAND_INS.decrementAndGet();
    }

    /**
     * Returns the buffers of this thread. Only for this thread.
     *
     * @return the pool
     */
    public BufferPool buffers() {
        return buffers;
    }

    /**
     * Returns the depth of nested callbacks of completed futures. Only for this thread.
     *
     * @return a counter of one element
     */
    public int[] nesting() {
        return nesting;
    }

    /**
     * Enters user code.
     *
     * @param caller is notified if the user code blocks
     */
    public void enterUser(BlockedCallListener caller) {
        PROGRESS.setOpaque(this, progress + 1);
        listener = caller; // a fence between count and phase, see Watchdog
        PHASE.setRelease(this, IN_USER);
        if (watchdogAsleep) {
            Watchdog.wake();
        }
    }

    /**
     * Returns from user code.
     *
     * @return false if this thread has lost the loop and must leave its turn
     */
    public boolean leaveUser() {
        return PHASE.compareAndSet(this, IN_USER, WORKING);
    }

    /**
     * Whether this thread works its loop.
     *
     * @return false if it has blocked and lost the loop
     */
    public boolean works() {
        return phase < LOST;
    }

    /** Whether this thread works its loop and is not in user code, so that it cannot lose the loop now. */
    boolean inLibraryCode() {
        return phase == WORKING;
    }

    /**
     * Sets a hint for the first operation that the next call of user code starts. Only for this thread.
     *
     * @param mark the hint, or null for none
     */
    public void callSiteHint(@Nullable Object mark) {
        callSiteHint = mark;
    }

    /**
     * Takes the hint. Only for this thread.
     *
     * @return the hint set by {@link #callSiteHint(Object)}, or null if it was taken already
     */
    public @Nullable Object takeCallSiteHint() {
        Object mark = callSiteHint;
        if (mark != null) {
            callSiteHint = null;
        }
        return mark;
    }

    /**
     * Returns the caller of the user code that the current thread runs for its loop.
     *
     * @return the argument of {@link #enterUser}; null outside user code, on other threads, and if the thread has lost its loop
     */
    public static @Nullable BlockedCallListener currentCaller() {
        LoopThread thread = current();
        return thread != null && thread.inUser() ? thread.listener : null;
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

    boolean tryTakeLoop() {
        return PHASE.compareAndSet(this, IN_USER, LOST);
    }

    /**
     * Called on this thread. Drops its pooled buffers, which a spare does not use: those of all spares would take
     * megabytes.
     */
    void becomeSpare() {
        busy = false;
        buffers.clear();
        phase = SPARE;
    }

    /** Parks until this thread is no longer a spare. */
    void parkWhileSpare() {
        while (phase == SPARE) {
            LockSupport.park(this);
            // An interrupt was meant for user code that has returned. While it is set, park returns immediately.
            Thread.interrupted();
        }
    }

    /** Called when this thread has ended or is about to. */
    void becomeLost() {
        busy = false;
        buffers.clear();
        phase = LOST;
    }

    void becomeWorker() {
        phase = WORKING;
        LockSupport.unpark(this);
    }

    /** Is notified when a call of user code blocks its loop thread. */
    @FunctionalInterface
    public interface BlockedCallListener {
        /**
         * Called when the user code has held its thread for {@link #blockedAfterNanos}.
         *
         * @param thread the blocked thread
         * @param blockedNanos how long it has been blocked
         */
        void blocked(Thread thread, long blockedNanos);

        /**
         * Returns after how long {@link #blocked} is called.
         *
         * @return nanoseconds
         */
        default long blockedAfterNanos() {
            return 200_000_000L;
        }
    }
}
