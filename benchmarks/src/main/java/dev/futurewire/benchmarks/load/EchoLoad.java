package dev.futurewire.benchmarks.load;

import java.io.IOException;

/** Ping-pong (with a depth of one) and pipelining: every connection always has one batch of lines in flight. */
record EchoLoad(Request request) {
    Result run() throws IOException {
        int depth = request.number("depth");
        Payload payload = new Payload(depth, request.number("bytes"));
        try (EchoConnections connections = new EchoConnections(request.server(), payload)) {
            connections.asleep(request.is("asleep", "yes"));
            connections.open(request.number("connections"));
            for (EchoConnection connection : connections.all()) {
                connection.send();
            }
            new WarmUp(request).run(time -> connections.drive(time, EchoConnection::send, () -> false));
            connections.comparing(request.is("check", "always"));
            Measurement measurement = new Measurement(request);
            EchoConnections.Answer counted = connection -> {
                measurement.answered(connection.sentAt(), depth);
                connection.send();
            };
            connections.drive(System.nanoTime() + request.nanos("seconds"), counted, () -> false);
            return measurement.end(connections.idleNanos());
        }
    }
}
