package dev.futurewire.internal.loop;

import dev.futurewire.internal.time.Threads;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Pools of daemon threads for work that must not run on a loop. Threads start when first needed and end when idle. */
public final class DaemonPool {
    private DaemonPool() {}

    /**
     * Creates a pool.
     *
     * @param name the prefix of the thread names
     * @param threads maximum number of threads
     * @param idleSeconds how long an idle thread is kept
     * @param queue holds the waiting tasks
     * @return the pool
     */
    public static ThreadPoolExecutor of(String name, int threads, long idleSeconds, BlockingQueue<Runnable> queue) {
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads,
                threads,
                idleSeconds,
                TimeUnit.SECONDS,
                queue,
                task -> Threads.daemon(name + number.getAndIncrement(), task));
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }
}
