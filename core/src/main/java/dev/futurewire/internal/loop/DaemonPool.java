package dev.futurewire.internal.loop;

import dev.futurewire.internal.time.Threads;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads for what must not run on a loop: daemons, started when first needed, ended when idle. */
public final class DaemonPool {
    private DaemonPool() {}

    /**
     * Makes a pool.
     *
     * @param name of its threads, before their number
     * @param threads how many at most
     * @param idleSeconds how long one without work is kept
     * @param queue what waits for them
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
