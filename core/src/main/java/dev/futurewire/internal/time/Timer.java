package dev.futurewire.internal.time;

/**
 * The clock and the one timer of all deadlines.
 *
 * <p>Alarms are coarse: they go off at their time or up to {@link #RESOLUTION_NANOS} after it, never before. They run on
 * the timer's thread and must only hand something over: whatever blocks there delays every other deadline.
 */
public interface Timer {
    /** How much later than asked an alarm may go off: 10 ms. */
    long RESOLUTION_NANOS = 10_000_000L;

    /**
     * The time.
     *
     * @return nanoseconds since some origin, as {@link System#nanoTime()}
     */
    long now();

    /**
     * Sets an alarm, or moves one that is set.
     *
     * @param alarm what goes off
     * @param deadline when, on the scale of {@link #now()}
     */
    void set(Alarm alarm, long deadline);

    /**
     * Takes an alarm back. It may be going off at this moment.
     *
     * @param alarm what is not to go off
     */
    void cancel(Alarm alarm);

    /**
     * How many alarms are set.
     *
     * @return a count for tests and metrics
     */
    int pending();
}
