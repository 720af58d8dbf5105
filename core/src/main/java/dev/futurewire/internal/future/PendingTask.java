package dev.futurewire.internal.future;

import dev.futurewire.observe.TaskSnapshot;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A named task that a future waits for, as {@link AwaitedStages} shows it. For any thread. */
public interface PendingTask {
    /** The name that the program has given to the task. */
    String name();

    /** The state of the task. */
    TaskSnapshot.State state();

    /** How long ago the task was started, in nanoseconds. */
    long ageNanos();

    /** The source line that started the task, or null if it is unknown. */
    @Nullable
    StackTraceElement callSite();

    /** The task's stage. */
    CompletionStage<?> stage();
}
