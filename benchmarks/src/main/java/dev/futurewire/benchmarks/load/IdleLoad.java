package dev.futurewire.benchmarks.load;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Idle connections. Each exchanges a line first, so that it is served and holds what a server allocates for its first read.
 * Every request exchanges one more line on each, which shows that no connection was lost and restarts the servers' deadlines.
 */
final class IdleLoad {
    private @Nullable EchoConnections connections;

    String hold(Request request) throws IOException {
        int wanted = request.number("connections");
        EchoConnections held = connections;
        if (held == null) {
            held = new EchoConnections(request.server(), new Payload(1, request.number("bytes")));
            connections = held;
        }
        held.exchange();
        held.open(wanted);
        return "connections=" + held.all().size();
    }

    String release() throws IOException {
        EchoConnections held = connections;
        connections = null;
        if (held == null) {
            return "connections=0";
        }
        held.close();
        return "connections=" + held.all().size();
    }
}
