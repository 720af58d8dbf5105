package dev.futurewire.benchmarks;

import java.util.Map;

/**
 * What one round measured of one server.
 *
 * @param server the share of the time that the server's process was running
 * @param jit the share of it in which the server was compiling: if that is not little, it was not warm
 * @param others the share that anything else took on the server's core: a round with much of it is not worth much
 * @param client the share of the time in which the load client had something to do
 * @param clientCores the load client's own processor time over the time: 1 for one that polls
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
            throw new IllegalArgumentException("the load client's answer lacks " + name);
        }
        return value;
    }

    /** The server's own processor time for one request, in nanoseconds. */
    double cpuNanosPerRequest() {
        return 1e9 / perCpuSecond;
    }

    @Override
    public String toString() {
        return Figures.rate(perSecond) + "/s, " + Figures.rate(perCpuSecond) + " per cpu second; server "
                + Figures.percent(server) + ", others " + Figures.percent(others) + ", client "
                + Figures.percent(client);
    }
}
