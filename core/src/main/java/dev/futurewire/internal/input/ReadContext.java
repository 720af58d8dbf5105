package dev.futurewire.internal.input;

import dev.futurewire.internal.future.FutureContext;

/** What a waiting read needs of its connection besides what every future needs: the alarm for its deadline. */
public interface ReadContext extends FutureContext {
    /**
     * Makes sure that the connection checks its deadlines at a time. Any thread.
     *
     * @param deadline the time
     */
    void ensureAlarm(long deadline);
}
