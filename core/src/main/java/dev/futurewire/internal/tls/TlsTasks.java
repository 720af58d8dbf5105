package dev.futurewire.internal.tls;

import dev.futurewire.internal.loop.DaemonPool;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where the expensive part of handshakes runs: as many threads as processors, for the whole process, ended after half a
 * minute without work. A connection has one task at a time here, so the queue is as long as there are connections at most.
 */
final class TlsTasks {
    private static final long KEEP_SECONDS = 30;
    private static final ThreadPoolExecutor THREADS = DaemonPool.of(
            "futurewire-tls-", Runtime.getRuntime().availableProcessors(), KEEP_SECONDS, new LinkedBlockingQueue<>());

    private TlsTasks() {}

    /** Runs a task; whoever waits for it is told how it ended. */
    static void execute(Runnable task, Consumer<@Nullable Throwable> ended) {
        THREADS.execute(() -> {
            Throwable broken = null;
            try {
                task.run();
            } catch (Throwable failure) {
                broken = failure;
            }
            ended.accept(broken);
        });
    }
}
