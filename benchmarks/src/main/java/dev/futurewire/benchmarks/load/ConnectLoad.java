package dev.futurewire.benchmarks.load;

import java.io.IOException;
import java.net.BindException;
import java.net.NoRouteToHostException;
import java.nio.ByteBuffer;

/**
 * Connects, exchanges one line and closes; a few connections at a time, each replaced as soon as it is done. Polls the
 * connections in turn, since the bookkeeping of a selector would cost more than such short connections.
 */
final class ConnectLoad {
    private final Request request;
    private final Payload payload;
    private final ByteBuffer in;
    private final ShortConnection[] connections;

    ConnectLoad(Request request) {
        this.request = request;
        this.payload = new Payload(1, request.number("bytes"));
        this.in = ByteBuffer.allocateDirect(request.number("bytes") + 2);
        this.connections = new ShortConnection[request.number("connections")];
    }

    Result run() throws IOException {
        try {
            for (int i = 0; i < connections.length; i++) {
                connections[i] = new ShortConnection(request.server(), payload.batch(i));
            }
            new WarmUp(request).run(time -> drive(time, openedAt -> {}));
            Measurement measurement = new Measurement(request);
            long idle =
                    drive(System.nanoTime() + request.nanos("seconds"), openedAt -> measurement.answered(openedAt, 1));
            return measurement.end(idle);
        } catch (BindException | NoRouteToHostException e) {
            throw new IOException("no free local port: is net.ipv4.tcp_tw_reuse off for the loopback device?", e);
        } finally {
            for (ShortConnection connection : connections) {
                if (connection != null) {
                    connection.close();
                }
            }
        }
    }

    /** Called when a connection has been answered. */
    private interface Answer {
        void arrived(long openedAt);
    }

    /** Runs the load until a time, and returns the nanoseconds without progress. */
    private long drive(long until, Answer answer) throws IOException {
        long idle = 0;
        long now = System.nanoTime();
        while (now < until) {
            boolean worked = false;
            for (int i = 0; i < connections.length; i++) {
                if (connections[i].answered(in.clear())) {
                    worked = true;
                    connections[i].close();
                    answer.arrived(connections[i].openedAt());
                    connections[i] = new ShortConnection(request.server(), payload.batch(i));
                }
            }
            long before = now;
            now = System.nanoTime();
            idle += worked ? 0 : now - before;
        }
        return idle;
    }
}
