package dev.futurewire.internal.task;

/** The state of a task of a group. */
enum TaskState {
    /** It has not ended. */
    RUNNING,
    /** It has completed normally. */
    SUCCEEDED,
    /** It has failed. */
    FAILED,
    /** It has been withdrawn or cancelled. */
    CANCELLED
}
