package dev.futurewire.monitor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Clients that send lines to an echo server in another process and wait for them, for some seconds. */
final class EchoLoad {
    private static final int CONNECTIONS = 16;
    private static final int PIPELINED = 64;
    private static final byte[] BATCH = "sixty-four bytes of text, as in the other benchmarks of this one\n"
            .repeat(PIPELINED)
            .getBytes(StandardCharsets.US_ASCII);

    /**
     * How much was echoed.
     *
     * @param perSecond lines a second
     * @param perCpuSecond lines for each second of processor time that the server took
     */
    record Throughput(double perSecond, double perCpuSecond) {}

    private EchoLoad() {}

    static Throughput run(ServerProcess server, int seconds) throws InterruptedException {
        AtomicLong lines = new AtomicLong();
        List<Thread> clients = new ArrayList<>();
        long cpu = server.cpuNanos();
        long begun = System.nanoTime();
        long end = begun + TimeUnit.SECONDS.toNanos(seconds);
        for (int i = 0; i < CONNECTIONS; i++) {
            Thread client = new Thread(() -> converse(server.port, end, lines), "echo-client-" + i);
            clients.add(client);
            client.start();
        }
        for (Thread client : clients) {
            client.join();
        }
        double wall = (System.nanoTime() - begun) / 1e9;
        double serverSeconds = (server.cpuNanos() - cpu) / 1e9;
        return new Throughput(lines.get() / wall, lines.get() / serverSeconds);
    }

    private static void converse(int port, long end, AtomicLong lines) {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            while (System.nanoTime() < end) {
                socket.getOutputStream().write(BATCH);
                socket.getInputStream().readNBytes(BATCH.length);
                lines.addAndGet(PIPELINED);
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
