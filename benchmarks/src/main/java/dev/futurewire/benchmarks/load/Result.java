package dev.futurewire.benchmarks.load;

/** What happened between two moments: requests answered, whose time it took, and how long each had to wait. */
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
    /** As the load client answers. */
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
