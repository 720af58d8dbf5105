package dev.futurewire.benchmarks.load;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * Runs the load before the measurement: for the requested time, and then, a second at a time, until the compilers of both
 * sides have settled. That time differs greatly between servers; a fixed time would favor those with little code.
 */
final class WarmUp {
    private static final long SLICE = TimeUnit.SECONDS.toNanos(1);
    private static final long SETTLED = SLICE * 3 / 100;

    private final Request request;
    private final int own = (int) ProcessHandle.current().pid();

    WarmUp(Request request) {
        this.request = request;
    }

    /** Runs the load until a time of {@link System#nanoTime}. */
    interface Work {
        void until(long time) throws IOException;
    }

    void run(Work work) throws IOException {
        work.until(System.nanoTime() + request.nanos("warmup"));
        long latest = System.nanoTime() + request.nanos("settle");
        boolean settled = false;
        while (!settled && System.nanoTime() < latest) {
            CompilerThreads servers = CompilerThreads.of(request.number("pid"));
            CompilerThreads clients = CompilerThreads.of(own);
            long before = servers.cpuNanos() + clients.cpuNanos();
            work.until(System.nanoTime() + SLICE);
            settled = servers.cpuNanos() + clients.cpuNanos() - before <= SETTLED;
        }
    }
}
