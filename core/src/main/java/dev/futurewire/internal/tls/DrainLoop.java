package dev.futurewire.internal.tls;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Admits one thread at a time to a piece of work that any thread may request, without locks.
 *
 * <h2>Theory of operation</h2>
 *
 * <p>A thread records its request in a volatile field and calls {@link #enter()}. If that succeeds, the thread owns the work
 * and does what has been requested until {@link #leave()} succeeds. If another thread owns it, that thread sees the mark
 * {@code AGAIN} when it wants to leave, and works once more. So no request is lost, and no thread waits.
 *
 * <pre>{@code
 *  IDLE --enter--> OWNED --leave--> IDLE
 *                  OWNED --enter by another thread, or recursively--> AGAIN --leave--> OWNED, work again
 * }</pre>
 *
 * <p>The idea is that of {@code SequentialTask}, which always runs on a loop and tracks user
 * code. This runs on the calling thread, so that a read or write which can complete at once has completed when the call
 * returns, and it calls no user code.
 */
abstract class DrainLoop {
    private static final int IDLE = 0;
    private static final int OWNED = 1;
    private static final int AGAIN = 2;

    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(DrainLoop.class, "state", int.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private volatile int state;

    /** Acquires the work, or has its owner work once more; true if the caller owns it now. */
    protected final boolean enter() {
        while (true) {
            int seen = state;
            int wanted = seen == IDLE ? OWNED : AGAIN;
            if (STATE.compareAndSet(this, seen, wanted)) {
                return seen == IDLE;
            }
        }
    }

    /** Releases the work; false if it has been requested again since, and the caller still owns it. For the owner. */
    protected final boolean leave() {
        if (STATE.compareAndSet(this, OWNED, IDLE)) {
            return true;
        }
        state = OWNED;
        return false;
    }
}
