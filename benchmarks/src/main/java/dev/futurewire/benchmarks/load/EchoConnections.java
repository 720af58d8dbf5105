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

/** All the connections of a load, on one selector, by one thread. */
final class EchoConnections implements AutoCloseable {
    /**
     * As many connections as are opened at once: more might overflow a server's queue of those that it has not yet
     * accepted, or be accepted so slowly among the lines of the others that the wait would be taken for latency.
     */
    private static final int WAVE = 256;

    private static final int IN = 256 * 1024;
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(10);

    private final Selector selector = Selector.open();
    private final ByteBuffer in = ByteBuffer.allocateDirect(IN);
    private final List<EchoConnection> connections = new ArrayList<>();
    private final InetSocketAddress server;
    private final Payload payload;

    /** How long a sleeping client sleeps at most while nothing comes. */
    private static final long NAP_MILLIS = 100;

    private boolean comparing = true;
    private boolean asleep;
    private long idleNanos;
    private int waitingFor;

    EchoConnections(InetSocketAddress server, Payload payload) throws IOException {
        this.server = server;
        this.payload = payload;
    }

    /** What happens when a connection's whole batch has come back. */
    interface Answer {
        void arrived(EchoConnection connection) throws IOException;
    }

    /** Opens connections until there are so many, each of which has had a batch back when this returns. */
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

    /** Sends a batch on every connection and waits for all of them. */
    void exchange() throws IOException {
        exchange(connections);
    }

    private void exchange(List<EchoConnection> some) throws IOException {
        waitingFor = some.size();
        for (EchoConnection connection : some) {
            connection.send();
        }
        drive(System.nanoTime() + PATIENCE, connection -> waitingFor--, () -> waitingFor == 0);
        if (waitingFor > 0) {
            throw new SocketTimeoutException(waitingFor + " connections had no answer in time");
        }
    }

    List<EchoConnection> all() {
        return connections;
    }

    /** Whether the bytes that come back are compared with those sent, or only counted. */
    void comparing(boolean wanted) {
        comparing = wanted;
    }

    /** Whether to sleep while nothing has come, instead of polling. */
    void asleep(boolean wanted) {
        asleep = wanted;
    }

    /** Goes on until a time by {@link System#nanoTime}, or until the answer's work is done. */
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
                if (now - progress > PATIENCE) {
                    throw new SocketTimeoutException("no answer from the server for 10 s");
                }
            }
        }
    }

    /** Whether to stop before the time is over. */
    interface Done {
        boolean reached();
    }

    /** How much of the last drive went by without anything to do. */
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
