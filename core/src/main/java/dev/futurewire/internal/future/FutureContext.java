package dev.futurewire.internal.future;

import dev.futurewire.internal.time.Timer;

/** Supplies the timer for the timeouts of futures and the turn in which those timeouts complete them. */
public interface FutureContext {
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
     * Runs completions of an expired timeout, like {@link #dispatch} but after input that had arrived by then.
     *
     * @param completion completes futures
     */
    default void expire(Runnable completion) {
        dispatch(completion);
    }
}
