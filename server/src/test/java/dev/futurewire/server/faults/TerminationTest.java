package dev.futurewire.server.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.server.Client;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** SIGTERM in various situations: no line is lost, the process exits in time with status 0 and prints a report. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "sends signals, limits descriptors")
@FaultRow("T20 SIGTERM")
@Tag("slow")
final class TerminationTest {
    private static final int TALKERS = 20;
    private static final int UNDER_WAY = 1_000;
    private static final int IDLERS = 100;
    private static final Duration GRACE = Duration.ofSeconds(2);
    private static final Duration TOLERANCE = Duration.ofSeconds(1);
    private static final Pattern REPORT =
            Pattern.compile("futurewire stopped after .* s: (\\d+) finished, (\\d+) closed, (\\d+) aborted");

    @TempDir
    Path directory;

    /** Clients half-close their connections: all lines that they have sent are sent back. */
    @FaultTest
    void clientsThatHalfCloseLoseNothing(FaultReport row) throws Exception {
        try (ChildProcess server = server(Duration.ofSeconds(20));
                PipeliningClients talkers = new PipeliningClients(server.port(), TALKERS)) {
            Eventually.until("under load", () -> talkers.leastReceived() > UNDER_WAY);
            server.signal("TERM");
            server.awaitErr("SIGTERM: no longer accepting");
            talkers.end();
            PipeliningClients.Outcome outcome = talkers.outcome();
            assertEquals(outcome.sent(), outcome.received(), outcome::toString);
            assertEquals(0, outcome.torn());
            assertEquals(0, server.exit(Eventually.PATIENCE));
            assertEquals(List.of(TALKERS, 0, 0), counts(server));
            row.figure("%d of %d lines echoed to %d finishing clients", outcome.received(), outcome.sent(), TALKERS);
        }
    }

    /** Clients keep sending: the echoed lines arrive, up to a whole line and a clean end. */
    @FaultTest
    void clientsThatKeepSendingGetACleanEnd(FaultReport row) throws Exception {
        try (ChildProcess server = server(GRACE);
                PipeliningClients talkers = new PipeliningClients(server.port(), TALKERS)) {
            Eventually.until("under load", () -> talkers.leastReceived() > UNDER_WAY);
            long begun = System.nanoTime();
            server.signal("TERM");
            assertEquals(0, server.exit(GRACE.plus(TOLERANCE)));
            long millis = (System.nanoTime() - begun) / 1_000_000;
            PipeliningClients.Outcome outcome = talkers.outcome();
            assertEquals(0, outcome.torn(), outcome::toString);
            List<Integer> counts = counts(server);
            assertEquals(TALKERS, counts.get(0) + counts.get(1) + counts.get(2), server::err);
            row.figure(
                    "%d endless clients ended after a whole line, exit 0 after %d ms (grace %d)",
                    TALKERS, millis, GRACE.toMillis());
        }
    }

    @FaultTest
    void idleClientsAreClosed(FaultReport row) throws Exception {
        try (ChildProcess server = server(GRACE);
                Idlers idlers = new Idlers(server.port(), IDLERS)) {
            long begun = System.nanoTime();
            server.signal("TERM");
            idlers.awaitEnds();
            assertEquals(0, server.exit(GRACE.plus(TOLERANCE)));
            long millis = (System.nanoTime() - begun) / 1_000_000;
            assertEquals(List.of(0, IDLERS, 0), counts(server));
            row.figure("%d idle clients closed, exit 0 after %d ms", IDLERS, millis);
        }
    }

    @FaultTest
    void aSecondSignalClosesAllConnections(FaultReport row) throws Exception {
        try (ChildProcess server = server(Duration.ofMinutes(10));
                Idlers idlers = new Idlers(server.port(), IDLERS)) {
            server.signal("TERM");
            server.awaitErr("SIGTERM: no longer accepting");
            long begun = System.nanoTime();
            server.signal("TERM");
            assertEquals(0, server.exit(TOLERANCE));
            long millis = (System.nanoTime() - begun) / 1_000_000;
            idlers.awaitCutOff();
            assertEquals(List.of(0, 0, IDLERS), counts(server));
            row.figure("second SIGTERM: exit 0 after %d ms", millis);
        }
    }

    @FaultTest
    void exitsInTimeWithoutFreeDescriptors(FaultReport row) throws Exception {
        try (DescriptorLimit limit = new DescriptorLimit(directory, "--shutdown-grace", GRACE.toMillis() + "ms")) {
            limit.exhaust();
            long begun = System.nanoTime();
            limit.server().signal("TERM");
            assertEquals(0, limit.server().exit(GRACE.plus(TOLERANCE)));
            long millis = (System.nanoTime() - begun) / 1_000_000;
            List<Integer> counts = counts(limit.server());
            int served = counts.get(0) + counts.get(1) + counts.get(2);
            assertTrue(served > 0 && served < DescriptorLimit.LIMIT, limit.server()::err);
            row.figure("during EMFILE: exit 0 after %d ms, %d connections counted", millis, served);
        }
    }

    private static ChildProcess server(Duration grace) throws Exception {
        return ChildProcess.server("--port", "0", "--timeout", "1h", "--shutdown-grace", grace.toMillis() + "ms");
    }

    /** Returns the number of finished, closed and aborted connections in the report. */
    private static List<Integer> counts(ChildProcess server) throws Exception {
        server.awaitErr("futurewire stopped after");
        Matcher matcher = REPORT.matcher(server.err());
        assertTrue(matcher.find(), server::err);
        List<Integer> counts = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
            counts.add(Integer.valueOf(matcher.group(i)));
        }
        return counts;
    }

    /** Clients that have a line echoed, are silent afterwards, and disconnect when the server does. */
    private static final class Idlers implements AutoCloseable {
        private final List<Client> clients = new ArrayList<>();

        Idlers(int port, int count) throws Exception {
            for (int i = 0; i < count; i++) {
                Client client = new Client(port);
                assertTrue(client.echoes("hello\n"));
                clients.add(client);
            }
        }

        /** Each client gets a clean end, and nothing before it. */
        void awaitEnds() throws Exception {
            for (Client client : clients) {
                assertEquals("", client.receiveAll());
                client.close();
            }
        }

        /** Each client notices the end in some way. */
        void awaitCutOff() {
            for (Client client : clients) {
                try {
                    assertEquals("", client.receiveAll());
                } catch (IOException reset) {
                    // A reset is an end, too.
                }
            }
        }

        @Override
        public void close() throws IOException {
            for (Client client : clients) {
                client.close();
            }
        }
    }
}
