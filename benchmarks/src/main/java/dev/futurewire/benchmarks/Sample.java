package dev.futurewire.benchmarks;

import java.util.Map;

/**
 * A measurement of a server.
 *
 * @param perSecond requests per second
 * @param perCpuSecond requests per second of the server's processor time
 * @param server fraction of the time that the server's process was running
 * @param jit fraction of the time that the server was compiling; it was not warm unless this is small
 * @param others fraction that other processes took on the server's core; the measurement is unreliable unless this is small
 * @param client fraction of the time that the load client was busy
 * @param clientCores processor time of the load client over wall-clock time: 1 for a client that polls
 */
record Sample(
        double perSecond,
        double perCpuSecond,
        double server,
        double jit,
        double others,
        double client,
        double clientCores,
        long p50Nanos,
        long p99Nanos,
        long p999Nanos) {
    static Sample of(Map<String, Long> values) {
        double requests = value(values, "requests");
        double nanos = value(values, "nanos");
        double cpu = value(values, "serverCpuNanos");
        return new Sample(
                requests * 1e9 / nanos,
                requests * 1e9 / cpu,
                cpu / nanos,
                value(values, "compilerNanos") / nanos,
                (value(values, "coreBusyNanos") - cpu) / nanos,
                1 - value(values, "clientIdleNanos") / nanos,
                value(values, "clientCpuNanos") / nanos,
                value(values, "p50"),
                value(values, "p99"),
                value(values, "p999"));
    }

    private static long value(Map<String, Long> values, String name) {
        Long value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("missing in the load client's answer: " + name);
        }
        return value;
    }

    /** Returns the server's processor time per request, in nanoseconds. */
    double cpuNanosPerRequest() {
        return 1e9 / perCpuSecond;
    }

    @Override
    public String toString() {
        return FigureFormat.rate(perSecond) + "/s, " + FigureFormat.rate(perCpuSecond) + " per cpu second; server "
                + FigureFormat.percent(server) + ", others " + FigureFormat.percent(others) + ", client "
                + FigureFormat.percent(client);
    }
}
