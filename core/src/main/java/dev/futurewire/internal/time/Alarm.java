package dev.futurewire.internal.time;

import org.jspecify.annotations.Nullable;

/**
 * A task that a {@link Timer} runs at a deadline. Alarms are linked into the timer itself, so setting one allocates
 * nothing.
 */
public abstract class Alarm {
    /** Neighbors in the timer's list; null while not set. Guarded by the timer. */
    @Nullable
    Alarm previous;

    @Nullable
    Alarm next;

    /** When the alarm is due. Guarded by the timer. */
    long deadline;

    /** Called on the timer's thread when the deadline has passed. Must only hand over work, and must not throw. */
    protected abstract void fire();

    /**
     * Called instead of {@link #fire()} when a simulation ends before the deadline. What waits for the alarm must fail, in the same
     * way as {@code fire()} hands over work. Must not throw.
     */
    protected void abandon() {}
}
