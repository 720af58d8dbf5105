package dev.futurewire.internal.future;

import dev.futurewire.internal.time.Timer;

/** Where a future belongs: whose timer its deadlines use and where its late completions run. */
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
     * As {@link #dispatch}, when a timeout has expired: behind what had arrived by then.
     *
     * @param completion completes futures
     */
    default void expire(Runnable completion) {
        dispatch(completion);
    }
}
