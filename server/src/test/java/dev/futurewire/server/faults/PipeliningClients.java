package dev.futurewire.server.faults;

import dev.futurewire.server.Client;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

/**
 * Clients that send lines as fast as an echo server takes them, each on two threads. When told to they finish the line
 * they are at, end their output and read to the end; or they go on until the server ends the connection.
 */
final class PipeliningClients implements AutoCloseable {
    private static final int LINES_A_PIECE = 20;

    /** The most lines of a client that are under way: what the kernel would buffer takes the server long to work off. */
    private static final int WINDOW = 1_000;

    /** Bounds the load: more lines than a client sends in any test. */
    private static final int MOST_LINES = 2_000_000;

    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "talker");
        thread.setDaemon(true);
        return thread;
    });
    private final List<One> all = new ArrayList<>();
    private volatile boolean ending;

    private static final class One {
        final Client client;
        volatile int sent;
        volatile boolean over;
        volatile int received;

        One(Client client) {
            this.client = client;
        }
    }

    /**
     * What came of it.
     *
     * @param sent lines sent
     * @param received whole lines that came back, each as it was and in order
     * @param torn connections that ended with a reset or in the middle of a line
     */
    record Outcome(long sent, long received, int torn) {}

    private final List<CompletableFuture<Boolean>> readers = new ArrayList<>();

    /** Connects them and lets them talk. */
    PipeliningClients(int port, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            One one = new One(new Client(port));
            all.add(one);
            readers.add(CompletableFuture.supplyAsync(() -> read(one), threads));
            threads.execute(() -> talk(one));
        }
    }

    /** How many lines each has got back so far, at least: to see that all are under way. */
    int leastReceived() {
        return all.stream().mapToInt(one -> one.received).min().orElse(0);
    }

    /** Tells them to end their output. */
    void end() {
        ending = true;
    }

    /** Waits until all connections have ended. */
    Outcome outcome() throws InterruptedException {
        int torn = 0;
        for (CompletableFuture<Boolean> reader : readers) {
            torn += Eventually.value(reader) ? 0 : 1;
        }
        return new Outcome(
                all.stream().mapToLong(one -> one.sent).sum(),
                all.stream().mapToLong(one -> one.received).sum(),
                torn);
    }

    private void talk(One one) {
        try {
            for (int line = 0; line < MOST_LINES && !ending; line += LINES_A_PIECE) {
                while (one.sent - one.received > WINDOW && !ending && !one.over) {
                    LockSupport.parkNanos(100_000);
                }
                StringBuilder piece = new StringBuilder();
                for (int i = 0; i < LINES_A_PIECE; i++) {
                    piece.append(line + i).append('\n');
                }
                one.client.send(piece.toString());
                one.sent = one.sent + LINES_A_PIECE;
            }
            one.client.end();
        } catch (IOException ended) {
            // The server has ended the connection: what it had echoed the reader has.
        }
    }

    /** True if the connection ended properly, after a whole line. */
    private static boolean read(One one) {
        StringBuilder line = new StringBuilder();
        try {
            while (true) {
                String next = one.client.receiveSome();
                if (next.isEmpty()) {
                    return line.length() == 0;
                }
                for (int i = 0; i < next.length(); i++) {
                    char c = next.charAt(i);
                    if (c != '\n') {
                        line.append(c);
                    } else if (line.toString().equals("" + one.received)) {
                        one.received = one.received + 1;
                        line.setLength(0);
                    } else {
                        return false;
                    }
                }
            }
        } catch (IOException reset) {
            return false;
        } finally {
            one.over = true;
        }
    }

    @Override
    public void close() throws IOException {
        ending = true;
        for (One one : all) {
            one.client.close();
        }
        threads.shutdownNow();
    }
}
