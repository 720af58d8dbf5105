package dev.futurewire.server.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.AsyncServer;
import dev.futurewire.internal.time.WheelTimer;
import java.io.File;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** T22: fifty thousand connections come, say a line, time a read, and go; nothing of them stays. */
@Tag("fault")
class LeakFaultTest {
    private static final int CYCLES = 50_000;

    private record Holdings(int descriptors, int threads, long directBuffers, int alarms) {
        static Holdings now() {
            String[] open = new File("/proc/self/fd").list();
            long buffers = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                    .filter(pool -> pool.getName().equals("direct"))
                    .mapToLong(BufferPoolMXBean::getCount)
                    .sum();
            return new Holdings(
                    open == null ? 0 : open.length,
                    Thread.activeCount(),
                    buffers,
                    WheelTimer.shared().pending());
        }
    }

    private static void cycle(AsyncServer server) throws Exception {
        try (Socket socket = new Socket()) {
            socket.connect(server.localAddress());
            socket.getOutputStream().write('x');
            socket.getOutputStream().write('\n');
            assertEquals('x', socket.getInputStream().read());
            // Closed by reset: thousands of sockets that wait for late packets would use up the ports.
            socket.setSoLinger(true, 0);
        }
    }

    private static void await(BooleanSupplier condition) {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean() && System.nanoTime() < until) {
            Thread.onSpinWait();
        }
    }

    @Test
    void fiftyThousandConnectionsLeaveNothingBehind() throws Exception {
        try (AsyncServer server = AsyncServer.listen(
                new InetSocketAddress("127.0.0.1", 0),
                channel -> channel.readLine()
                        .orTimeout(10, TimeUnit.SECONDS)
                        .thenCompose(line -> channel.write(line + "\n"))
                        .thenCompose(done -> channel.readLine().orTimeout(10, TimeUnit.SECONDS)))) {
            for (int i = 0; i < 1_000; i++) {
                cycle(server);
            }
            await(() -> server.connections().isEmpty() && WheelTimer.shared().pending() == 0);
            Holdings before = Holdings.now();
            for (int i = 0; i < CYCLES; i++) {
                cycle(server);
            }
            await(() -> server.connections().isEmpty() && WheelTimer.shared().pending() == 0);
            Holdings after = Holdings.now();
            boolean same = after.descriptors() <= before.descriptors() + 1
                    && after.threads() <= before.threads()
                    && after.directBuffers() <= before.directBuffers() + 2
                    && after.alarms() == 0
                    && server.connections().isEmpty();
            System.out.println("T22 leaks: " + CYCLES + " connections, before " + before + ", after " + after + ": "
                    + (same ? "passed" : "FAILED"));
            assertTrue(same, before + " became " + after);
            assertEquals(CYCLES + 1_000, server.snapshot().accepted());
        }
    }
}
