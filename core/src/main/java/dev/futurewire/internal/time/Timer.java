package dev.futurewire.internal.time;

/**
 * The clock and timer for all deadlines.
 *
 * <p>Alarms are coarse: they run at their deadline or up to {@link #RESOLUTION_NANOS} later, never before. They run on
 * the timer's thread and must only hand over work: an alarm that blocks delays all other deadlines.
 */
public interface Timer {
    /** How late an alarm may run: 10 ms. */
    long RESOLUTION_NANOS = 10_000_000L;

    /**
     * Returns the current time.
     *
     * @return nanoseconds since some origin, as {@link System#nanoTime()}
     */
    long now();

    /**
     * Sets an alarm, or moves it if it is set already.
     *
     * @param alarm the alarm
     * @param deadline when to run it, on the scale of {@link #now()}
     */
    void set(Alarm alarm, long deadline);

    /**
     * Cancels an alarm. It may be running at this moment.
     *
     * @param alarm the alarm
     */
    void cancel(Alarm alarm);

    /**
     * Returns the number of alarms that are set; for tests and metrics.
     *
     * @return the number of alarms
     */
    int pending();
}
