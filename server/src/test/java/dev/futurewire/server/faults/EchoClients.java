package dev.futurewire.server.faults;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Clients of an echo server on one thread. Each repeatedly sends a line, waits for its echo and pauses. Every line must be sent
 * back unchanged; the waiting times are recorded.
 */
final class EchoClients implements AutoCloseable {
    private static final long LAST_ECHO_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final Selector selector = Selector.open();
    private final List<One> all = new ArrayList<>();
    private final ArrayDeque<One> pausing = new ArrayDeque<>();
    private final long pauseNanos;
    private final Thread thread = new Thread(this::run, "echoers");
    private long[] waits = new long[1024];
    private volatile int echoed;
    private int lost;
    private volatile boolean stopping;
    private volatile long worstSoFar;

    private static final class One {
        final int number;
        final SocketChannel socket;
        final ByteBuffer in = ByteBuffer.allocate(64);
        byte[] line = {};
        int lines;
        long due;
        long sentAt;
        boolean waiting;

        One(int number, SocketChannel socket) {
            this.number = number;
            this.socket = socket;
        }
    }

    /**
     * The result. *
     * @param echoed the number of lines sent back
     * @param lost the number of missing lines and of closed connections
     * @param p99 the 99th percentile of the waiting times
     * @param worst the longest waiting time
     */
    record Waits(int echoed, int lost, Duration p99, Duration worst) {
        double p99Millis() {
            return p99.toNanos() / 1e6;
        }

        double worstMillis() {
            return worst.toNanos() / 1e6;
        }
    }

    /** Connects the clients. */
    EchoClients(InetSocketAddress server, int connections, Duration pause) throws IOException {
        pauseNanos = pause.toNanos();
        long now = System.nanoTime();
        for (int i = 0; i < connections; i++) {
            SocketChannel socket = SocketChannel.open(server);
            socket.configureBlocking(false);
            One one = new One(i, socket);
            socket.register(selector, SelectionKey.OP_READ, one);
            // Spread over the first pause.
            one.due = now + pauseNanos * i / connections;
            all.add(one);
            pausing.add(one);
        }
        thread.setDaemon(true);
    }

    /** Starts sending. */
    EchoClients start() {
        thread.start();
        return this;
    }

    /** Returns the number of lines sent back so far. */
    int echoed() {
        return echoed;
    }

    /** Returns the longest waiting time since the last call. */
    Duration worstSinceLastLook() {
        long worst = worstSoFar;
        worstSoFar = 0;
        return Duration.ofNanos(worst);
    }

    /** Waits for the last echoes, stops and returns the result. */
    Waits stop() throws InterruptedException {
        stopping = true;
        selector.wakeup();
        thread.join();
        long[] sorted = Arrays.copyOf(waits, echoed);
        Arrays.sort(sorted);
        long p99 = echoed == 0 ? 0 : sorted[(int) Math.min(echoed - 1L, echoed * 99L / 100)];
        long worst = echoed == 0 ? 0 : sorted[echoed - 1];
        return new Waits(echoed, lost, Duration.ofNanos(p99), Duration.ofNanos(worst));
    }

    private void run() {
        try {
            while (!stopping) {
                turn(true);
            }
            long deadline = System.nanoTime() + LAST_ECHO_NANOS;
            while (all.stream().anyMatch(one -> one.waiting) && System.nanoTime() - deadline < 0) {
                turn(false);
            }
            lost += (int) all.stream().filter(one -> one.waiting).count();
        } catch (IOException | ClosedSelectorException broken) {
            lost++;
        }
    }

    private void turn(boolean sending) throws IOException {
        One next = pausing.peekFirst();
        long wait = next == null || !sending ? 10 : Math.max(0, (next.due - System.nanoTime()) / 1_000_000);
        if (wait == 0) {
            selector.selectNow(this::receive);
        } else {
            selector.select(this::receive, Math.min(wait, 10));
        }
        long now = System.nanoTime();
        while (sending && next != null && next.due - now <= 0) {
            pausing.removeFirst();
            send(next, now);
            next = pausing.peekFirst();
        }
    }

    private void send(One one, long now) throws IOException {
        one.line = (one.number + " says " + one.lines++ + "\n").getBytes(StandardCharsets.US_ASCII);
        one.sentAt = now;
        one.waiting = true;
        // A short line always fits into an empty send buffer.
        if (one.socket.write(ByteBuffer.wrap(one.line)) != one.line.length) {
            throw new IOException("a line was cut");
        }
    }

    private void receive(SelectionKey key) {
        One one = (One) key.attachment();
        try {
            if (one.socket.read(one.in) < 0) {
                throw new IOException("ended");
            }
            if (one.in.position() >= one.line.length) {
                check(one);
            }
        } catch (IOException gone) {
            key.cancel();
            one.waiting = false;
            pausing.remove(one);
            lost++;
        }
    }

    private void check(One one) throws IOException {
        if (!one.waiting || !Arrays.equals(one.line, Arrays.copyOf(one.in.array(), one.in.position()))) {
            throw new IOException("not what was sent");
        }
        long now = System.nanoTime();
        if (echoed == waits.length) {
            waits = Arrays.copyOf(waits, 2 * echoed);
        }
        long wait = now - one.sentAt;
        waits[echoed] = wait;
        echoed = echoed + 1;
        worstSoFar = Math.max(worstSoFar, wait);
        one.in.clear();
        one.waiting = false;
        one.due = now + pauseNanos;
        pausing.addLast(one);
    }

    @Override
    public void close() throws IOException {
        stopping = true;
        selector.wakeup();
        for (One one : all) {
            one.socket.close();
        }
        selector.close();
    }
}
