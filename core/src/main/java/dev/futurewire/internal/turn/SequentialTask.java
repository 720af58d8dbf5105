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
 * Run to completion, without locks: whoever has something for this object to do signals it; its {@link #step()} then
 * runs on its loop, never twice at once and never inside itself (the idea of {@code SequentialScheduler} in the JDK's
 * HTTP client).
 *
 * <p>State is three bits. {@code OWNED}: a thread is inside. {@code SIGNALLED}: there is something to do. {@code QUEUED}:
 * the loop has been asked to run this.
 *
 * <pre>{@code
 *  0 --signal--> SIGNALLED|QUEUED --run--> OWNED --step, leave--> 0
 *                                          OWNED --signal--> OWNED|SIGNALLED --leave--> OWNED, step again
 *  0 --enter--> OWNED (another thread, briefly) --exit--> 0, or SIGNALLED|QUEUED if it left something to do
 * }</pre>
 *
 * <p>State behind an owner's back is published by the compare-and-set that takes and gives up the ownership. A thread
 * other than the loop's may enter for a moment when nobody is inside; it calls no user code there.
 */
public abstract class SequentialTask extends Mailbox implements Runnable, LoopThread.BlockedCallListener {
    private static final int OWNED = 1;
    private static final int SIGNALLED = 2;
    private static final int QUEUED = 4;

    /** How often, and with which pauses, a turn that failed is dealt with while there is no memory for that: 50 times, 10 ms. */
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

    /** Who is inside. Written by the owner only; a thread that reads it learns reliably whether that is itself. */
    private @Nullable Thread owner;

    /** The owner if it is a loop's thread. */
    private @Nullable LoopThread loopThread;

    /** Deliveries that wait for their place in the turn; null in an idle task. */
    private @Nullable ArrayDeque<Runnable> deliveries;

    protected SequentialTask(Loop loop) {
        this.loop = loop;
    }

    public final Loop loop() {
        return loop;
    }

    /** Something is to be done: one {@link #step()} will begin after this call. */
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

    /** Asks the loop. If there is no memory for that, the next signal asks again. */
    private void queue() {
        try {
            loop.submit(this);
        } catch (Throwable failure) {
            BITS.getAndBitwiseAnd(this, ~QUEUED);
            throw failure;
        }
    }

    /** Whether the current thread is inside. */
    public final boolean owned() {
        return owner == Thread.currentThread();
    }

    /** Whether the current thread is inside and works the loop: it may complete things at once. */
    public final boolean working() {
        LoopThread thread = loopThread;
        return thread == null || thread.works();
    }

    /** The thread inside if it is one of a loop. */
    public final @Nullable LoopThread loopThread() {
        return loopThread;
    }

    /** Enters for a moment, from any thread; false if somebody is inside. Followed by {@link #exit()}. */
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

    /** Leaves after {@link #enter()}. */
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
                step();
            } catch (Throwable failure) {
                // Perhaps out of user code, which nobody has left then.
                leaveUser();
                survive(failure);
            }
            if (!working()) {
                // Blocked in user code for too long: the loop has another thread now; the rest is for that one.
                loopThread = null;
                owner = null;
                giveUp(SIGNALLED);
                return;
            }
        } while (!end());
    }

    /** Whatever a step threw ends here. Where there is no memory even to deal with that, others give some back meanwhile. */
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
            // If somebody is inside he will ask the loop again when he leaves.
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
    protected abstract void step();

    /** A step threw: a bug of ours, or the machine is at its end. Called again if it throws itself. */
    protected abstract void broken(Throwable failure);
}
