package dev.futurewire.internal.input;

import dev.futurewire.internal.future.FutureContext;

/** The context of a pending read: a {@link FutureContext} with an alarm for deadlines. */
public interface ReadContext extends FutureContext {
    /**
     * Ensures that the connection checks its deadlines at the given time. Any thread.
     *
     * @param deadline the time
     */
    void ensureAlarm(long deadline);

    /**
     * Returns the number of bytes that have arrived and have not been read.
     *
     * @return the number of bytes; outside the turn it may be out of date
     */
    long buffered();
}
