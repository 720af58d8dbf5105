package dev.futurewire.server.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.AsyncChannel;
import dev.futurewire.ChannelOptions;
import dev.futurewire.CloseReason;
import dev.futurewire.Futures;
import dev.futurewire.observe.ChannelSnapshot;
import dev.futurewire.observe.Operation;
import dev.futurewire.server.Client;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Peers stop reading: writers wait, memory does not grow, the write timeout closes the connections, other connections are
 * served.
 */
@FaultRow("T15 slow reader")
final class SlowReaderTest {
    private static final int READERS = 50;
    private static final byte[] CHUNK = new byte[16 * 1024];
    private static final Duration DEADLINE = Duration.ofSeconds(4);
    private static final Duration SETTLED = Duration.ofMillis(300);
    private static final Duration WATCHED = Duration.ofSeconds(1);
    private static final Duration TOLERANCE = Duration.ofMillis(500);
    private static final long FLAT_BYTES = 1024 * 1024;

    @FaultTest
    void writersWaitUntilTheWriteTimeout(FaultReport row) throws Exception {
        ChannelOptions.Builder limits = ChannelOptions.builder().writeTimeout(DEADLINE);
        List<Client> clients = new ArrayList<>();
        try (TestServer server = new TestServer(TestServer.oneLoop(limits), SlowReaderTest::serve);
                EchoClients others = new EchoClients(server.address(), 10, Duration.ofMillis(10)).start()) {
            for (int i = 0; i < READERS; i++) {
                clients.add(server.connect().send("flood\n"));
            }
            Progress progress = new Progress(server);
            Eventually.until("all writers wait", () -> progress.restsFor(SETTLED) && writersWaiting(server) == READERS);
            long begun = progress.last;
            watch(server, row);
            Eventually.until("all are disconnected", () -> server.closed(CloseReason.WRITE_TIMEOUT) == READERS);
            Duration took = Duration.ofNanos(System.nanoTime() - begun);
            row.figure(
                    "all disconnected %d ms after the last byte was sent (deadline %d)",
                    took.toMillis(), DEADLINE.toMillis());
            EchoClients.Waits waits = others.stop();
            row.figure("others' p99 %.1f ms (< 50) of %d echoes", waits.p99Millis(), waits.echoed());
            assertTrue(took.compareTo(DEADLINE.plus(TOLERANCE)) <= 0, took::toString);
            assertEquals(0, waits.lost());
            assertTrue(waits.p99Millis() < 50, waits::toString);
        } finally {
            for (Client client : clients) {
                client.close();
            }
        }
    }

    /** Waits until the operating system, which keeps buffering for a moment, accepts no more bytes. */
    private static final class Progress {
        private final TestServer server;
        private long bytes = -1;
        private long last;

        Progress(TestServer server) {
            this.server = server;
        }

        boolean restsFor(Duration time) {
            long now = System.nanoTime();
            long sum = server.server().connections().stream()
                    .map(AsyncChannel::snapshot)
                    .filter(snapshot -> !snapshot.awaiting().isEmpty()
                            && snapshot.awaiting().get(0).operation() == Operation.WRITE)
                    .mapToLong(ChannelSnapshot::bytesOut)
                    .sum();
            if (sum != bytes) {
                bytes = sum;
                last = now;
            }
            return now - last >= time.toNanos();
        }
    }

    private static CompletableFuture<Void> serve(AsyncChannel channel) {
        return channel.forEachLine(line -> line.equals("flood")
                ? Futures.repeatWhile(() -> channel.write(CHUNK).thenApply(done -> true))
                : channel.write(line + "\n"));
    }

    private static long writersWaiting(TestServer server) {
        return server.server().connections().stream()
                .filter(channel -> channel.snapshot().awaiting().stream()
                        .anyMatch(awaiting -> awaiting.operation() == Operation.WRITE))
                .count();
    }

    /** Nothing grows while the writers wait. */
    private static void watch(TestServer server, FaultReport row) throws Exception {
        long most = 0;
        for (AsyncChannel channel : server.server().connections()) {
            most = Math.max(most, channel.snapshot().queuedOutput());
        }
        long bound = ChannelOptions.DEFAULT_HIGH_WATER_MARK + CHUNK.length;
        long queued = most;
        assertTrue(queued <= bound, () -> queued + " bytes queued");
        long before = heapInUse();
        assertFalse(Eventually.happens(WATCHED, () -> writersWaiting(server) != READERS), "a writer continued");
        long growth = heapInUse() - before;
        row.figure("%d writers pending with %d bytes queued (<= %d)", READERS, queued, bound);
        row.figure("heap %+d KiB in %d ms (< %d)", growth / 1024, WATCHED.toMillis(), FLAT_BYTES / 1024);
        assertTrue(growth < FLAT_BYTES, () -> "the heap grew by " + growth);
    }

    private static long heapInUse() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
