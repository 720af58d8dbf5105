package dev.futurewire.benchmarks.load;

import java.io.IOException;
import org.HdrHistogram.Histogram;

/** Counts the answers from its creation on. */
final class Measurement {
    private static final long LONGEST_NANOS = 60_000_000_000L;

    private final Histogram latency = new Histogram(LONGEST_NANOS, 2);
    private final int pid;
    private final int core;
    private final CompilerThreads compilers;
    private final ClockReadings begin;
    private long requests;

    Measurement(Request request) throws IOException {
        this.pid = request.number("pid");
        this.core = request.number("core");
        this.compilers = CompilerThreads.of(pid);
        this.begin = ClockReadings.now(pid, core, compilers);
    }

    /** Counts a batch answered now; its latency is that of its last line. */
    synchronized void answered(long sentAt, int lines) {
        latency.recordValue(System.nanoTime() - sentAt);
        requests += lines;
    }

    /**
     * Ends the measurement.
     *
     * @param idleNanos nanoseconds in which the client had nothing to do
     */
    synchronized Result end(long idleNanos) throws IOException {
        ClockReadings end = ClockReadings.now(pid, core, compilers);
        return new Result(
                requests,
                end.nanos() - begin.nanos(),
                end.serverCpuNanos() - begin.serverCpuNanos(),
                end.compilerNanos() - begin.compilerNanos(),
                end.clientCpuNanos() - begin.clientCpuNanos(),
                end.coreBusyNanos() - begin.coreBusyNanos(),
                idleNanos,
                latency.getValueAtPercentile(50),
                latency.getValueAtPercentile(99),
                latency.getValueAtPercentile(99.9));
    }
}
