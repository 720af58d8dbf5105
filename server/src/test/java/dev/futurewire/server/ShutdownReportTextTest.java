package dev.futurewire.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.ShutdownReport;
import dev.futurewire.observe.Awaiting;
import dev.futurewire.observe.ChannelSnapshot;
import dev.futurewire.observe.ChannelState;
import dev.futurewire.observe.Operation;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ShutdownReportTextTest {
    @Test
    void containsTheCounts() {
        ShutdownReport report = new ShutdownReport(12, 0, 0, List.of(), Duration.ofMillis(1_249));
        assertEquals(
                "futurewire stopped after 1.2 s: 12 finished, 0 closed, 0 aborted\n", ShutdownReportText.of(report));
    }

    @Test
    void listsOpenConnectionsAndTheirPendingOperations() {
        StackTraceElement line = new StackTraceElement("x.Echo\u001b", "run", "Echo\u001b.java", 42);
        Awaiting read = new Awaiting(Operation.READ_LINE, line, Duration.ofMillis(3_210), null, 7);
        Awaiting write = new Awaiting(Operation.WRITE, null, Duration.ofMillis(40), null, 0);
        ShutdownReport report =
                new ShutdownReport(0, 1, 1, List.of(snapshot(5, read, write), snapshot(6)), Duration.ofSeconds(5));
        assertEquals("""
                futurewire stopped after 5.0 s: 0 finished, 1 closed, 1 aborted
                  still open: #5 127.0.0.1:40000 awaited readLine at Echo\\u001b.java:42 for 3.2 s and write for 0.0 s
                  still open: #6 127.0.0.1:40000 awaited nothing
                """, ShutdownReportText.of(report));
    }

    @Test
    void listsALimitedNumberOfConnections() {
        ShutdownReport report =
                new ShutdownReport(0, 10_000, 0, Collections.nCopies(10_000, snapshot(1)), Duration.ofSeconds(5));
        List<String> lines = ShutdownReportText.of(report).lines().toList();
        assertEquals(102, lines.size());
        assertTrue(lines.get(0).contains("10000 closed"));
        assertEquals("  and 9900 more", lines.get(101));
    }

    private static ChannelSnapshot snapshot(long id, Awaiting... awaiting) {
        InetSocketAddress peer = new InetSocketAddress("127.0.0.1", 40_000);
        return new ChannelSnapshot(
                id, peer, peer, Instant.EPOCH, ChannelState.OPEN, null, 0, 0, 0, 0, 0, 0, List.of(awaiting));
    }
}
