package dev.futurewire.internal.task;

import dev.futurewire.internal.future.FutureContext;
import dev.futurewire.internal.loop.LoopThread;
import dev.futurewire.internal.time.Timer;

/**
 * The turn in which a waiter completes. It belongs to no connection even in a connection's turn, because a timeout of a queue
 * is not a timeout of the connection.
 *
 * @param turn the connection, or a loop
 */
record WaiterContext(FutureContext turn) implements FutureContext {
    /**
     * Returns the context of what the current thread starts.
     *
     * @param description as {@link FutureContext#current}
     * @return the context
     */
    static FutureContext current(String description) {
        FutureContext turn = FutureContext.current(description);
        return turn.id() == 0 ? turn : new WaiterContext(turn);
    }

    /** Returns whether the current thread runs callbacks in the turn of a context. */
    static boolean isCurrent(FutureContext context) {
        LoopThread.BlockedCallListener caller = LoopThread.currentCaller();
        return context instanceof WaiterContext waiter ? caller == waiter.turn : caller != null;
    }

    @Override
    public long id() {
        return 0;
    }

    @Override
    public Timer timer() {
        return turn.timer();
    }

    @Override
    public void dispatch(Runnable completion) {
        turn.dispatch(completion);
    }

    @Override
    public void expire(Runnable completion) {
        turn.expire(completion);
    }
}
