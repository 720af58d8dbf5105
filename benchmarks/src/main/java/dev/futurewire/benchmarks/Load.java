package dev.futurewire.benchmarks;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** The runner's side of the load client: sends a request and awaits the answer. */
final class Load implements AutoCloseable {
    private static final int TIMEOUT_SECONDS = 60;
    private static final String OK = "ok ";

    private final PinnedProcess process;
    private final int serverCore;

    Load(PinnedProcess process, int serverCore) {
        this.process = process;
        this.serverCore = serverCore;
    }

    Sample measure(Workload row, Workload.Shape shape, Server server, Timing timing) throws IOException {
        return measure(row, shape, server, timing, "");
    }

    /** Measures with a client that sleeps instead of polling, for one that shares its cores with the server. */
    Sample measureAsleep(Workload row, Workload.Shape shape, Server server, Timing timing) throws IOException {
        return measure(row, shape, server, timing, " asleep=yes");
    }

    private Sample measure(Workload row, Workload.Shape shape, Server server, Timing timing, String more)
            throws IOException {
        String request = row.work() + " port=" + server.port() + " pid=" + server.pid() + " core=" + serverCore
                + " connections=" + shape.connections() + " depth=" + shape.depth() + " bytes=" + shape.bytes()
                + " warmup=" + timing.warmup() + " settle=" + timing.settle() + " seconds=" + timing.seconds() + more;
        return Sample.of(ask(request, timing.warmup() + timing.settle() + timing.seconds() + TIMEOUT_SECONDS));
    }

    /** Opens idle connections up to a number; every connection, old and new, has a line echoed. */
    void hold(Workload.Shape shape, int connections, Server server) throws IOException {
        ask("idle port=" + server.port() + " connections=" + connections + " bytes=" + shape.bytes(), TIMEOUT_SECONDS);
    }

    void release() throws IOException {
        ask("release", TIMEOUT_SECONDS);
    }

    private Map<String, Long> ask(String request, int seconds) throws IOException {
        process.send(request);
        String answer = process.receive(seconds);
        if (!answer.startsWith(OK)) {
            throw new IOException("the load client " + answer);
        }
        Map<String, Long> values = new HashMap<>();
        for (String word : answer.substring(OK.length()).split(" ", -1)) {
            String[] pair = word.split("=", 2);
            values.put(pair[0], Long.valueOf(pair[1]));
        }
        return values;
    }

    @Override
    public void close() throws IOException {
        process.close();
    }
}
