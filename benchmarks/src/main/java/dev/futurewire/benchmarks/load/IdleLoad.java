package dev.futurewire.benchmarks.load;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Connections that do nothing. Each sends one line first, so that it is known to be served and holds whatever a server
 * keeps once it has read; asking again makes each send one more, which shows that none was lost and starts the servers'
 * deadlines anew.
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
