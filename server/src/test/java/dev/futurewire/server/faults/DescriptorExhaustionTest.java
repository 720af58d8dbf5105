package dev.futurewire.server.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.server.Client;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A server without free descriptors backs off, reports it once, and serves again as soon as descriptors are available. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "reads /proc")
@FaultRow("T13 descriptor exhaustion")
final class DescriptorExhaustionTest {
    private static final Duration WATCHED = Duration.ofSeconds(3);
    private static final String LOGGED = "accepting on /127.0.0.1:%d fails";
    private static final int COME_AND_GO = 5;
    private static final int STAYING = 10;

    @TempDir
    Path directory;

    @FaultTest
    void backsOffAndServesAgain(FaultReport row) throws Exception {
        try (DescriptorLimit limit = new DescriptorLimit(directory)) {
            limit.exhaust();
            assertFalse(limit.accepting());
            // A scraper that connects now is served with a spare descriptor.
            try (MetricsScraper late = new MetricsScraper(limit.server().metricsPort())) {
                assertEquals(0, late.value("futurewire_accepting"));
                watch(limit, row);
                comeAndGo(limit);
                assertEquals(1, limit.server().countErr(LOGGED.formatted(limit.port())), limit.server()::err);
                row.figure("1 log line");
                row.figure("serving again after %d ms (< 1000)", serveAgain(limit));
                Eventually.until("the metrics say so", limit::accepting);
                assertEquals(1, late.value("futurewire_accepting"));
            }
            assertEquals(1, limit.server().countErr(LOGGED.formatted(limit.port())), limit.server()::err);
            assertFalse(limit.server().err().contains("Exception in thread"), limit.server()::err);
        }
    }

    /** Measures the cost of failed accepts. */
    private static void watch(DescriptorLimit limit, FaultReport row) throws Exception {
        double failuresBefore = limit.failures();
        double cpuBefore = ProcFileSystem.cpuSeconds(limit.server().pid());
        assertFalse(Eventually.happens(WATCHED, () -> !limit.server().alive()), limit.server()::err);
        double failed = (limit.failures() - failuresBefore) / WATCHED.toSeconds();
        double cpu = 100 * (ProcFileSystem.cpuSeconds(limit.server().pid()) - cpuBefore) / WATCHED.toSeconds();
        row.figure("%.1f failed accepts/s (< 20)", failed);
        row.figure("CPU %.1f %% (< 5)", cpu);
        assertTrue(failed > 0 && failed < 20, () -> failed + " failed accepts a second");
        assertTrue(cpu < 5, () -> "CPU " + cpu + " %");
    }

    /**
     * At the limit one client leaves and the next is accepted, after which accepting fails again: this belongs to the same
     * episode.
     */
    private static void comeAndGo(DescriptorLimit limit) throws Exception {
        for (int i = 0; i < COME_AND_GO; i++) {
            double failures = limit.failures();
            limit.clients().remove(0).close();
            Eventually.until("accepting fails again", () -> limit.failures() > failures);
        }
    }

    /**
     * Disconnects the first clients; returns after how many milliseconds the last one, which waited in the backlog, is served.
     */
    private static long serveAgain(DescriptorLimit limit) throws Exception {
        List<Client> clients = limit.clients();
        Client last = clients.get(clients.size() - 1);
        last.send("hello\n");
        for (Client leaving : clients.subList(0, clients.size() - STAYING)) {
            leaving.close();
        }
        long freed = System.nanoTime();
        assertEquals("hello\n", last.receive(6));
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - freed);
        assertTrue(millis < 1000, () -> "serving again after " + millis + " ms");
        return millis;
    }
}
