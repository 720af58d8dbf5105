package dev.futurewire.benchmarks;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** The load client, as the runner sees it: one request, one answer. */
final class Load implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 60;
    private static final String OK = "ok ";

    private final Child child;
    private final int serverCore;

    Load(Child child, int serverCore) {
        this.child = child;
        this.serverCore = serverCore;
    }

    Sample measure(Row row, Row.Shape shape, Server server, Timing timing) throws IOException {
        return measure(row, shape, server, timing, "");
    }

    /** The same with a client that sleeps while nothing has come, for one that shares its cores with the server. */
    Sample measureAsleep(Row row, Row.Shape shape, Server server, Timing timing) throws IOException {
        return measure(row, shape, server, timing, " asleep=yes");
    }

    private Sample measure(Row row, Row.Shape shape, Server server, Timing timing, String more) throws IOException {
        String request = row.work() + " port=" + server.port() + " pid=" + server.pid() + " core=" + serverCore
                + " connections=" + shape.connections() + " depth=" + shape.depth() + " bytes=" + shape.bytes()
                + " warmup=" + timing.warmup() + " settle=" + timing.settle() + " seconds=" + timing.seconds() + more;
        return Sample.of(ask(request, timing.warmup() + timing.settle() + timing.seconds() + PATIENCE_SECONDS));
    }

    /** Opens idle connections until there are so many; all of them, old and new, get one line echoed. */
    void hold(Row.Shape shape, int connections, Server server) throws IOException {
        ask("idle port=" + server.port() + " connections=" + connections + " bytes=" + shape.bytes(), PATIENCE_SECONDS);
    }

    void release() throws IOException {
        ask("release", PATIENCE_SECONDS);
    }

    private Map<String, Long> ask(String request, int seconds) throws IOException {
        child.say(request);
        String answer = child.hear(seconds);
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
        child.close();
    }
}
