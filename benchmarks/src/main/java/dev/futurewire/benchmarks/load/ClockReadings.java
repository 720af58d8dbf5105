package dev.futurewire.benchmarks.load;

import java.io.IOException;

/**
 * Readings of all clocks at one time.
 *
 * @param nanos {@link System#nanoTime}
 * @param serverCpuNanos user and system time of the server's process
 * @param compilerNanos the part of it that its compiler threads used
 * @param clientCpuNanos user and system time of the load client's process
 * @param coreBusyNanos busy time of the server's core, by any process
 */
record ClockReadings(long nanos, long serverCpuNanos, long compilerNanos, long clientCpuNanos, long coreBusyNanos) {
    private static final int OWN = (int) ProcessHandle.current().pid();

    static ClockReadings now(int pid, int core, CompilerThreads compilers) throws IOException {
        return new ClockReadings(
                System.nanoTime(),
                ProcessorTime.ofProcess(pid),
                compilers.cpuNanos(),
                ProcessorTime.ofProcess(OWN),
                ProcessorTime.busy(core));
    }
}
