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

    /** When the task was started, a time of {@link System#nanoTime}. */
    long since();

    /** The source line that started the task, as {@code CallSites.resolve} takes it; null if it is unknown. */
    @Nullable
    Object callSite();

    /** The task's stage; null if it has ended. */
    @Nullable
    CompletionStage<?> stage();
}
