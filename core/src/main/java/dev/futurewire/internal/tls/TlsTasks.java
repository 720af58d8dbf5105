package dev.futurewire.internal.tls;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where the expensive part of handshakes runs: as many threads as processors, for the whole process, ended after half a
 * minute without work. A connection has one task at a time here, so the queue is as long as there are connections at most.
 */
final class TlsTasks {
    private static final long KEEP_SECONDS = 30;
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final ThreadPoolExecutor THREADS = threads();

    private TlsTasks() {}

    private static ThreadPoolExecutor threads() {
        int count = Runtime.getRuntime().availableProcessors();
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                count, count, KEEP_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "futurewire-tls-" + NUMBER.getAndIncrement());
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

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
