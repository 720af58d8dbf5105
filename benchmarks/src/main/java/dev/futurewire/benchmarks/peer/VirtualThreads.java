package dev.futurewire.benchmarks.peer;

import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** Virtual threads, by reflection, since this module is compiled for a Java without them. */
final class VirtualThreads {
    private VirtualThreads() {}

    /** Returns an executor that starts a virtual thread per task, or null if the runtime has none. */
    static @Nullable Executor perTask() {
        try {
            return (Executor)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        } catch (ReflectiveOperationException e) {
            return null;
        }
    }
}
