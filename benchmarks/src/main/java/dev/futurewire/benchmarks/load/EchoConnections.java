package dev.futurewire.benchmarks.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** All connections of a load, on one selector and one thread. */
final class EchoConnections implements AutoCloseable {
    /**
     * Number of connections opened at once. More might overflow the server's backlog, or be accepted so slowly among the
     * traffic of the others that the delay would count as latency.
     */
    private static final int WAVE = 256;

    private static final int INPUT_BYTES = 256 * 1024;
    private static final long TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Selector selector = Selector.open();
    private final ByteBuffer in = ByteBuffer.allocateDirect(INPUT_BYTES);
    private final List<EchoConnection> connections = new ArrayList<>();
    private final InetSocketAddress server;
    private final Payload payload;

    /** Maximum time a client that does not poll sleeps without input. */
    private static final long NAP_MILLIS = 100;

    private boolean comparing = true;
    private boolean asleep;
    private long idleNanos;
    private int waitingFor;

    EchoConnections(InetSocketAddress server, Payload payload) throws IOException {
        this.server = server;
        this.payload = payload;
    }

    /** Called when a connection's whole batch has been received. */
    interface Answer {
        void arrived(EchoConnection connection) throws IOException;
    }

    /** Opens connections up to a number, and exchanges a batch on each new one. */
    void open(int wanted) throws IOException {
        while (connections.size() < wanted) {
            int from = connections.size();
            int to = Math.min(wanted, from + WAVE);
            for (int i = from; i < to; i++) {
                connections.add(new EchoConnection(server, selector, payload.batch(i)));
            }
            exchange(connections.subList(from, to));
        }
    }

    /** Exchanges a batch on every connection. */
    void exchange() throws IOException {
        exchange(connections);
    }

    private void exchange(List<EchoConnection> some) throws IOException {
        waitingFor = some.size();
        for (EchoConnection connection : some) {
            connection.send();
        }
        drive(System.nanoTime() + TIMEOUT_NANOS, connection -> waitingFor--, () -> waitingFor == 0);
        if (waitingFor > 0) {
            throw new SocketTimeoutException(waitingFor + " connections had no answer in time");
        }
    }

    List<EchoConnection> all() {
        return connections;
    }

    /** Sets whether received bytes are compared with those sent, or only counted. */
    void comparing(boolean wanted) {
        comparing = wanted;
    }

    /** Sets whether to sleep without input, instead of polling. */
    void asleep(boolean wanted) {
        asleep = wanted;
    }

    /** Runs the load until a time of {@link System#nanoTime}, or until a condition holds. */
    void drive(long until, Answer whenBack, Done done) throws IOException {
        Consumer<SelectionKey> ready = key -> advance(key, whenBack);
        idleNanos = 0;
        long now = System.nanoTime();
        long progress = now;
        while (now < until && !done.reached()) {
            int found = select(ready);
            long before = now;
            now = System.nanoTime();
            if (found > 0) {
                progress = now;
            } else {
                idleNanos += now - before;
                if (now - progress > TIMEOUT_NANOS) {
                    throw new SocketTimeoutException("no answer from the server for 10 s");
                }
            }
        }
    }

    /** Returns whether to stop early. */
    interface Done {
        boolean reached();
    }

    /** Returns the nanoseconds of the last run without input. */
    long idleNanos() {
        return idleNanos;
    }

    private int select(Consumer<SelectionKey> ready) throws IOException {
        try {
            return asleep ? selector.select(ready, NAP_MILLIS) : selector.selectNow(ready);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private void advance(SelectionKey key, Answer answer) {
        EchoConnection connection = (EchoConnection) key.attachment();
        try {
            if (connection.advance(in.clear(), comparing)) {
                answer.arrived(connection);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        for (EchoConnection connection : connections) {
            connection.close();
        }
        selector.close();
    }
}
