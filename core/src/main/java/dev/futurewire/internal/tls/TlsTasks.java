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
 * Where the expensive part of handshakes runs: as many threads as processors, for the whole process, ended after half a
 * minute without work. A connection has one task at a time here, so the queue is as long as there are connections at most.
 *
 * <p>On a single processor a thread of its own makes nothing faster: it costs two changes of thread for each handshake, a
 * tenth of the whole (docs/benchmarks.md). There a task runs where it is asked for, as long as the last one took no longer
 * than the scheduler would have let it run anyway.
 */
final class TlsTasks {
    /** Up to here a task does not hold up the others on its loop more than a time slice of Linux would: 2 ms. */
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

    /** The calling thread's own time, so that what interrupts a task is not taken for the task. */
    private static LongSupplier processorTime() {
        ThreadMXBean known = ManagementFactory.getThreadMXBean();
        if (!known.isCurrentThreadCpuTimeSupported() || !known.isThreadCpuTimeEnabled()) {
            return System::nanoTime;
        }
        return () -> {
            try {
                return known.getCurrentThreadCpuTime();
            } catch (UnsupportedOperationException virtualThread) {
                return System.nanoTime();
            }
        };
    }

    /** Runs a task, perhaps before this returns; whoever waits for it is told how it ended. */
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
