package dev.futurewire.internal.channel;

import dev.futurewire.internal.time.Timer;

/** Where a future belongs: whose timer its deadlines use and where its late completions run. */
interface FutureContext {
    /** The timer of its deadlines. */
    Timer timer();

    /** Runs user-visible completions in turn with the other callbacks of this place. */
    void dispatch(Runnable completion);

    /** As {@link #dispatch}, when a deadline has passed: behind what had arrived by then. */
    default void expire(Runnable completion) {
        dispatch(completion);
    }
}
