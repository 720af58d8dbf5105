package dev.futurewire.monitor;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Clients that send lines to an echo server in another process and await them, until closed. */
final class EchoClients implements AutoCloseable {
    private static final int CONNECTIONS = 16;
    private static final int PIPELINED = 64;
    private static final byte[] BATCH = "sixty-four bytes of text, as in the other benchmarks of this one\n"
            .repeat(PIPELINED)
            .getBytes(StandardCharsets.US_ASCII);

    private final HeadlessServer server;
    private final AtomicLong lines = new AtomicLong();
    private final List<Socket> sockets = new ArrayList<>();

    /**
     * Measured throughput.
     *
     * @param perSecond lines per second
     * @param perCpuSecond lines per second of the server's processor time
     */
    record Throughput(double perSecond, double perCpuSecond) {
        /** Returns the mean of two. */
        Throughput mean(Throughput other) {
            return new Throughput((perSecond + other.perSecond) / 2, (perCpuSecond + other.perCpuSecond) / 2);
        }
    }

    private EchoClients(HeadlessServer server) {
        this.server = server;
    }

    static EchoClients on(HeadlessServer server) throws IOException {
        EchoClients load = new EchoClients(server);
        for (int i = 0; i < CONNECTIONS; i++) {
            Socket socket = new Socket("127.0.0.1", server.port);
            load.sockets.add(socket);
            Thread client = new Thread(() -> load.converse(socket), "echo-client-" + i);
            client.setDaemon(true);
            client.start();
        }
        return load;
    }

    /** Measures the throughput for some time. */
    Throughput over(long millis) throws InterruptedException {
        long echoed = lines.get();
        long cpu = server.cpuNanos();
        long begun = System.nanoTime();
        TimeUnit.MILLISECONDS.sleep(millis);
        double wall = (System.nanoTime() - begun) / 1e9;
        double serverSeconds = (server.cpuNanos() - cpu) / 1e9;
        long more = lines.get() - echoed;
        return new Throughput(more / wall, more / serverSeconds);
    }

    private void converse(Socket socket) {
        try {
            while (true) {
                socket.getOutputStream().write(BATCH);
                if (socket.getInputStream().readNBytes(BATCH.length).length < BATCH.length) {
                    return;
                }
                lines.addAndGet(PIPELINED);
            }
        } catch (IOException closed) {
            // The measurement shows that no more lines arrive.
        }
    }

    @Override
    public void close() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
