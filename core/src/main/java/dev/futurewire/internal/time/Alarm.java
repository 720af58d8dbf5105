package dev.futurewire.internal.time;

import org.jspecify.annotations.Nullable;

/** Something that goes off at a time. Linked into the timer itself, so that setting it allocates nothing. */
public abstract class Alarm {
    /** The neighbours in the timer's list; null while not set. Guarded by the timer. */
    @Nullable
    Alarm previous;

    @Nullable
    Alarm next;

    /** When it is to go off. Guarded by the timer. */
    long deadline;

    /** Goes off. On the timer's thread: hand over, never work, never throw. */
    protected abstract void fire();
}
