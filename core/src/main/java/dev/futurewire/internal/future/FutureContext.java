package dev.futurewire.internal.future;

import dev.futurewire.internal.loop.ClientLoops;
import dev.futurewire.internal.loop.LoopThread;
import dev.futurewire.internal.time.Timer;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Supplies the timer for the timeouts of futures and the turn in which those timeouts complete them. */
public interface FutureContext {
    /**
     * Returns the context of what the current thread starts: inside a callback of a connection, that connection; otherwise a
     * loop.
     *
     * @param description describes a completion on a loop, for the warning if it blocks the loop
     * @return the context
     * @throws UncheckedIOException if no loop can be started
     */
    static FutureContext current(String description) {
        if (LoopThread.currentCaller() instanceof FutureContext connection) {
            return connection;
        }
        try {
            return new LoopContext(ClientLoops.current(), () -> description);
        } catch (IOException noLoop) {
            throw new UncheckedIOException(noLoop);
        }
    }

    /**
     * The number of the connection that the futures belong to.
     *
     * @return the number, or 0 if they belong to no connection
     */
    long id();

    /**
     * The timer of timeouts.
     *
     * @return the timer
     */
    Timer timer();

    /**
     * Runs user-visible completions in turn with the other callbacks of this context.
     *
     * @param completion completes futures
     */
    void dispatch(Runnable completion);

    /**
     * Returns whether the current thread runs user code of this context, so that a completion may run in it at once.
     *
     * @return true if so
     */
    default boolean isCurrent() {
        return LoopThread.currentCaller() == this;
    }

    /**
     * Runs completions of an expired timeout, like {@link #dispatch} but after input that had arrived by then.
     *
     * @param completion completes futures
     */
    default void expire(Runnable completion) {
        dispatch(completion);
    }
}
