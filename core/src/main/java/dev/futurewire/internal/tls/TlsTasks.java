package dev.futurewire.internal.tls;

import dev.futurewire.internal.loop.DaemonPool;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs the expensive tasks of handshakes. The whole process has as many threads as processors, which end after half a minute
 * without work. A connection has at most one task here, so the queue is no longer than the number of connections.
 *
 * <p>On a single processor, a separate thread makes nothing faster: it costs two context switches for each handshake, a tenth
 * of its time (docs/benchmarks.md). There a task runs on the calling thread, as long as the last one took no longer than a
 * time slice.
 */
final class TlsTasks {
    /** Tasks up to this long delay the other connections of a loop no more than a time slice of Linux: 2 ms. */
    static final long SHORT_NANOS = 2_000_000;

    private static final long KEEP_SECONDS = 30;
    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

    static final TlsTasks SHARED = new TlsTasks(
            DaemonPool.of("futurewire-tls-", PROCESSORS, KEEP_SECONDS, new LinkedBlockingQueue<>()),
            PROCESSORS,
            processorTime());

    private final Executor threads;
    private final boolean oneProcessor;
    private final LongSupplier clock;
    private volatile long lastNanos = Long.MAX_VALUE;

    TlsTasks(Executor threads, int processors, LongSupplier clock) {
        this.threads = threads;
        this.oneProcessor = processors == 1;
        this.clock = clock;
    }

    /** A clock of the calling thread's processor time, so that preemption does not count. */
    private static LongSupplier processorTime() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        if (!threads.isCurrentThreadCpuTimeSupported() || !threads.isThreadCpuTimeEnabled()) {
            return System::nanoTime;
        }
        return () -> {
            try {
                return threads.getCurrentThreadCpuTime();
            } catch (UnsupportedOperationException virtualThread) {
                return System.nanoTime();
            }
        };
    }

    /** Runs a task, possibly before this returns, and passes its failure, or null, to a callback. */
    void execute(Runnable task, Consumer<@Nullable Throwable> ended) {
        if (oneProcessor && lastNanos <= SHORT_NANOS) {
            run(task, ended);
        } else {
            threads.execute(() -> run(task, ended));
        }
    }

    private void run(Runnable task, Consumer<@Nullable Throwable> ended) {
        long begun = clock.getAsLong();
        Throwable broken = null;
        try {
            task.run();
        } catch (Throwable failure) {
            broken = failure;
        }
        lastNanos = clock.getAsLong() - begun;
        ended.accept(broken);
    }
}
