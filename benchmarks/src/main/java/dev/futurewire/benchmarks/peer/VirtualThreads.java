package dev.futurewire.benchmarks.peer;

import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** Virtual threads, looked up when the program runs, because this is compiled for a Java that has none. */
final class VirtualThreads {
    private VirtualThreads() {}

    /** An executor that starts a virtual thread for each task, or null where the runtime has none. */
    static @Nullable Executor perTask() {
        try {
            return (Executor)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        } catch (ReflectiveOperationException e) {
            return null;
        }
    }
}
