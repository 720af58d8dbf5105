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
 * Clients that send lines as fast as an echo server accepts them, each on two threads. On request they finish the current line,
 * half-close the connection and read to the end; otherwise they continue until the server closes the connection.
 */
final class PipeliningClients implements AutoCloseable {
    private static final int LINES_A_PIECE = 20;

    /**
     * The maximum number of unanswered lines of a client, since the server would take long to process everything that the
     * kernel can buffer.
     */
    private static final int WINDOW = 1_000;

    /** The maximum number of lines of a client, more than in any test. */
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
     * The result. *
     * @param sent the number of lines sent
     * @param received the number of whole lines sent back, unchanged and in order
     * @param torn the number of connections that ended with a reset or within a line
     */
    record Outcome(long sent, long received, int torn) {}

    private final List<CompletableFuture<Boolean>> readers = new ArrayList<>();

    /** Connects the clients and starts sending. */
    PipeliningClients(int port, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            One one = new One(new Client(port));
            all.add(one);
            readers.add(CompletableFuture.supplyAsync(() -> read(one), threads));
            threads.execute(() -> talk(one));
        }
    }

    /** Returns the lowest number of lines that any client has received, to check that all are active. */
    int leastReceived() {
        return all.stream().mapToInt(one -> one.received).min().orElse(0);
    }

    /** Requests that the clients half-close their connections. */
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
            // The server has closed the connection; the reader has received all echoed lines.
        }
    }

    /** Returns whether the connection ended cleanly, after a whole line. */
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
