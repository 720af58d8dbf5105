package dev.futurewire.benchmarks.load;

import java.io.IOException;

/**
 * The clocks at one moment.
 *
 * @param serverCpuNanos user and system time of the server's process
 * @param compilerNanos the part of it that its compilers have had
 * @param clientCpuNanos user and system time of the load client's own process
 * @param coreBusyNanos how long the server's core has not been idle, whoever used it
 */
record Moment(long nanos, long serverCpuNanos, long compilerNanos, long clientCpuNanos, long coreBusyNanos) {
    private static final int OWN = (int) ProcessHandle.current().pid();

    static Moment now(int pid, int core, Compilers compilers) throws IOException {
        return new Moment(
                System.nanoTime(),
                ProcessorTime.ofProcess(pid),
                compilers.cpuNanos(),
                ProcessorTime.ofProcess(OWN),
                ProcessorTime.busy(core));
    }
}
