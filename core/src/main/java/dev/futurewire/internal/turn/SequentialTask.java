package dev.futurewire.internal.turn;

import dev.futurewire.internal.future.PendingOperation;
import dev.futurewire.internal.loop.Loop;
import dev.futurewire.internal.loop.LoopThread;
import dev.futurewire.internal.memory.Survival;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A task that runs on a loop whenever it is signalled, never concurrently and never recursively, without locks. The idea is
 * that of {@code SequentialScheduler} in the JDK's HTTP client.
 *
 * <h2>Theory of operation</h2>
 *
 * <p>The state is three bits. {@code OWNED}: a thread runs the task or has entered it. {@code SIGNALLED}: {@link #turn()} has to
 * run again. {@code QUEUED}: the loop has been asked to run the task.
 *
 * <pre>{@code
 *  0 --signal--> SIGNALLED|QUEUED --run--> OWNED --step, leave--> 0
 *                                          OWNED --signal--> OWNED|SIGNALLED --leave--> OWNED, turn again
 *  0 --enter--> OWNED (another thread, briefly) --exit--> 0, or SIGNALLED|QUEUED if it left something to do
 * }</pre>
 *
 * <p>The compare-and-set that acquires and releases ownership publishes the state of subclasses. A thread other than the
 * loop's may enter briefly while the task is not owned; it must not call user code.
 */
public abstract class SequentialTask extends Mailbox implements Runnable, LoopThread.BlockedCallListener {
    private static final int OWNED = 1;
    private static final int SIGNALLED = 2;
    private static final int QUEUED = 4;

    /** Number of attempts to handle a failure while memory is exhausted, and the pause between them: 50, 10 ms. */
    private static final int TRIES = 50;

    private static final long TRY_NANOS = 10_000_000L;

    private static final VarHandle BITS;

    static {
        try {
            BITS = MethodHandles.lookup().findVarHandle(SequentialTask.class, "bits", int.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private final Loop loop;
    private volatile int bits;

    /** The owning thread. Written by the owner only, so a thread can reliably compare it with itself. */
    private @Nullable Thread owner;

    /** The owner if it is a loop's thread, else null. */
    private @Nullable LoopThread loopThread;

    /** Deliveries that wait for their place in the turn; null in an idle task. */
    private @Nullable ArrayDeque<Runnable> deliveries;

    /**
     * Creates a task.
     *
     * @param loop runs it
     */
    protected SequentialTask(Loop loop) {
        this.loop = loop;
    }

    /**
     * Returns the loop that runs this task.
     *
     * @return the loop
     */
    public final Loop loop() {
        return loop;
    }

    /** Requests a run: at least one {@link #turn()} begins after this call. */
    public final void signal() {
        while (true) {
            int seen = bits;
            int wanted = seen | SIGNALLED;
            if ((seen & OWNED) == 0) {
                wanted |= QUEUED;
            }
            if (seen == wanted) {
                return;
            }
            if (BITS.compareAndSet(this, seen, wanted)) {
                if ((wanted & QUEUED) != 0 && (seen & QUEUED) == 0) {
                    queue();
                }
                return;
            }
        }
    }

    /** Submits this task to the loop. If that fails for lack of memory, the next signal retries. */
    private void queue() {
        try {
            loop.submit(this);
        } catch (Throwable failure) {
            BITS.getAndBitwiseAnd(this, ~QUEUED);
            throw failure;
        }
    }

    /**
     * Returns whether the current thread owns this task.
     *
     * @return true if so
     */
    public final boolean owned() {
        return owner == Thread.currentThread();
    }

    /**
     * Returns whether the owner still runs the loop, and so may complete futures. For the owner.
     *
     * @return false if the loop was taken from its thread
     */
    public final boolean working() {
        LoopThread thread = loopThread;
        return thread == null || thread.works();
    }

    /**
     * Returns the owner if it is a loop's thread. For the owner.
     *
     * @return the thread, or null
     */
    public final @Nullable LoopThread loopThread() {
        return loopThread;
    }

    /**
     * Acquires ownership briefly, from any thread. Followed by {@link #exit()} if it succeeds.
     *
     * @return false if this task is owned
     */
    public final boolean enter() {
        while (true) {
            int seen = bits;
            if ((seen & OWNED) != 0) {
                return false;
            }
            if (BITS.compareAndSet(this, seen, seen | OWNED)) {
                owner = Thread.currentThread();
                return true;
            }
        }
    }

    /** Releases ownership after {@link #enter()}. */
    public final void exit() {
        owner = null;
        giveUp(0);
    }

    private void giveUp(int more) {
        while (true) {
            int seen = bits;
            int wanted = (seen | more) & ~OWNED;
            if ((wanted & SIGNALLED) != 0) {
                wanted |= QUEUED;
            }
            if (BITS.compareAndSet(this, seen, wanted)) {
                if ((wanted & QUEUED) != 0 && (seen & QUEUED) == 0) {
                    queue();
                }
                return;
            }
        }
    }

    @Override
    public final void run() {
        if (!begin()) {
            return;
        }
        owner = Thread.currentThread();
        loopThread = LoopThread.current();
        do {
            try {
                turn();
            } catch (Throwable failure) {
                // Perhaps thrown by user code, without a call of leaveUser().
                leaveUser();
                survive(failure);
            }
            if (!working()) {
                // Blocked in user code for too long: another thread runs the loop now and continues this task.
                loopThread = null;
                owner = null;
                giveUp(SIGNALLED);
                return;
            }
        } while (!end());
    }

    /** Handles a failed step. If memory is exhausted, retries after a pause in which other connections may release some. */
    private void survive(Throwable failure) {
        for (int i = 0; i < TRIES; i++) {
            try {
                broken(failure);
                return;
            } catch (Throwable again) {
                if (Survival.outOfMemory(again)) {
                    Survival.giveBack();
                }
                LockSupport.parkNanos(this, TRY_NANOS);
            }
        }
    }

    private boolean begin() {
        while (true) {
            int seen = bits;
            boolean go = (seen & OWNED) == 0 && (seen & SIGNALLED) != 0;
            // If the task is owned, its owner submits it again when leaving.
            int wanted = go ? OWNED : seen & ~QUEUED;
            if (BITS.compareAndSet(this, seen, wanted)) {
                return go;
            }
        }
    }

    private boolean end() {
        while (true) {
            int seen = bits;
            if ((seen & SIGNALLED) != 0) {
                if (BITS.compareAndSet(this, seen, seen & ~SIGNALLED)) {
                    return false;
                }
            } else {
                LoopThread thread = loopThread;
                loopThread = null;
                owner = null;
                if (BITS.compareAndSet(this, seen, seen & ~OWNED)) {
                    return true;
                }
                owner = Thread.currentThread();
                loopThread = thread;
            }
        }
    }

    /**
     * Queues a delivery: the turn runs it when it comes to it. For the owner.
     *
     * @param delivery completes futures that the program has, so that user code runs
     */
    public final void deliverLater(Runnable delivery) {
        ArrayDeque<Runnable> queue = deliveries;
        if (queue == null) {
            queue = new ArrayDeque<>(4);
            deliveries = queue;
        }
        queue.addLast(delivery);
    }

    /** Whether a delivery is queued. */
    protected final boolean hasDeliveries() {
        ArrayDeque<Runnable> queue = deliveries;
        return queue != null && !queue.isEmpty();
    }

    /** Runs the oldest queued delivery; false if there is none. In a turn. */
    protected final boolean deliverNext() {
        ArrayDeque<Runnable> queue = deliveries;
        Runnable delivery = queue == null ? null : queue.pollFirst();
        if (delivery == null) {
            return false;
        }
        beforeDelivery();
        enterUser();
        delivery.run();
        leaveUser();
        return true;
    }

    /** Releases the empty queue of deliveries: an idle task has none. */
    protected final void releaseDeliveries() {
        if (deliveries != null && !hasDeliveries()) {
            deliveries = null;
        }
    }

    /** Completes an operation with a value, so that user code runs. In a turn, after a won claim. */
    protected final <T extends @Nullable Object> void deliver(PendingOperation<T> operation, T value) {
        enterUser();
        operation.finish(value);
        leaveUser();
    }

    /** Fails an operation, so that user code runs. In a turn, after a won claim. */
    protected final void deliverFailure(PendingOperation<?> operation, Throwable failure) {
        enterUser();
        operation.fail(failure);
        leaveUser();
    }

    /** Expires an operation whose deadline has passed, so that user code runs. In a turn. */
    protected final void deliverExpiry(PendingOperation<?> operation) {
        enterUser();
        operation.expire();
        leaveUser();
    }

    private void enterUser() {
        LoopThread thread = loopThread;
        if (thread != null) {
            thread.enterUser(this);
        }
    }

    private void leaveUser() {
        LoopThread thread = loopThread;
        if (thread != null) {
            thread.leaveUser();
        }
    }

    /** Called before user code is, where a queued delivery calls it. */
    protected void beforeDelivery() {}

    /** Does what there is to do. */
    protected abstract void turn();

    /**
     * Handles an internal error or a VirtualMachineError thrown by {@link #turn()}. Called again if it throws.
     *
     * @param failure what was thrown
     */
    protected abstract void broken(Throwable failure);
}
