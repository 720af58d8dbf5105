package dev.futurewire.benchmarks.load;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * Work before the work that counts: for the time that was asked for, and then, a second at a time, until the compilers
 * of both sides have come to rest. How long that takes differs much from server to server, and a fixed time would
 * favour those with little code.
 */
final class WarmUp {
    private static final long SLICE = TimeUnit.SECONDS.toNanos(1);
    private static final long REST = SLICE * 3 / 100;

    private final Request request;
    private final int own = (int) ProcessHandle.current().pid();

    WarmUp(Request request) {
        this.request = request;
    }

    /** Puts the server to work until a time by {@link System#nanoTime}. */
    interface Work {
        void until(long time) throws IOException;
    }

    void run(Work work) throws IOException {
        work.until(System.nanoTime() + request.nanos("warmup"));
        long latest = System.nanoTime() + request.nanos("settle");
        boolean resting = false;
        while (!resting && System.nanoTime() < latest) {
            Compilers servers = Compilers.of(request.number("pid"));
            Compilers ours = Compilers.of(own);
            long before = servers.cpuNanos() + ours.cpuNanos();
            work.until(System.nanoTime() + SLICE);
            resting = servers.cpuNanos() + ours.cpuNanos() - before <= REST;
        }
    }
}
