package dev.futurewire.benchmarks.load;

/** The result of a measurement: requests, processor times and latencies. */
record Result(
        long requests,
        long nanos,
        long serverCpuNanos,
        long compilerNanos,
        long clientCpuNanos,
        long coreBusyNanos,
        long clientIdleNanos,
        long p50,
        long p99,
        long p999) {
    /** Returns the load client's answer. */
    @Override
    public String toString() {
        return "requests=" + requests
                + " nanos=" + nanos
                + " serverCpuNanos=" + serverCpuNanos
                + " compilerNanos=" + compilerNanos
                + " clientCpuNanos=" + clientCpuNanos
                + " coreBusyNanos=" + coreBusyNanos
                + " clientIdleNanos=" + clientIdleNanos
                + " p50=" + p50
                + " p99=" + p99
                + " p999=" + p999;
    }
}
