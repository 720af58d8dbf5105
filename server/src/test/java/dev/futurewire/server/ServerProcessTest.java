package dev.futurewire.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.ConnectException;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The real process: its listening line, its shutdown on signals, its report and its exit status. */
@Timeout(120)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "sends POSIX signals")
@Tag("slow")
final class ServerProcessTest {
    @ParameterizedTest
    @CsvSource({"TERM, 15", "INT, 2", "HUP, 1"})
    void aSignalEndsTheProcessWithStatusZeroAndAReport(String signal, int number) throws Exception {
        try (ServerProcess server = ServerProcess.start("--port", "0")) {
            int port = server.port();
            assumeTrue(server.hears(number), "started with nohup, or in the background");
            try (Client client = new Client(port)) {
                assertTrue(client.echoes("hello\n"));
                client.end();
                assertEquals("", client.receiveAll());
            }
            server.signal(signal);
            assertEquals(0, server.status());
            assertNull(server.nextLine());
            assertTrue(server.err().contains("SIG" + signal + ": no longer accepting\n"), server.err());
            assertTrue(
                    server.err()
                            .matches("(?s).*\nfuturewire stopped after 0\\.\\d s: \\d finished, 0 closed, 0 aborted\n"),
                    server.err());
        }
    }

    @Test
    void linesInFlightAreAnsweredAndOtherConnectionsAreReported() throws Exception {
        try (ServerProcess server = ServerProcess.start("serve", "--port", "0", "--shutdown-grace", "2s")) {
            int port = server.port();
            try (Client finishing = new Client(port);
                    Client idle = new Client(port)) {
                assertTrue(finishing.echoes("one\n"));
                assertTrue(idle.echoes("two\n"));
                finishing.send("three, be");
                server.signal("TERM");
                server.awaitErr("SIGTERM: no longer accepting");
                // An accepted connection continues within the grace period.
                finishing.send("gun before the signal\n").end();
                assertEquals("three, begun before the signal\n", finishing.receiveAll());
                assertEquals("", idle.receiveAll());
            }
            assertEquals(0, server.status());
            String report = server.err();
            assertTrue(report.contains(": 1 finished, 1 closed, 0 aborted\n"), report);
            assertTrue(
                    report.matches(
                            "(?s).*\n  still open: #\\d 127\\.0\\.0\\.1:\\d+ awaited readUntil at EchoService\\.java:\\d+ for \\d\\.\\d s\n"),
                    report);
        }
    }

    @Test
    void aNewClientIsNotAcceptedAfterTheSignal() throws Exception {
        try (ServerProcess server = ServerProcess.start("--port", "0", "--shutdown-grace", "10s")) {
            int port = server.port();
            try (Client open = new Client(port)) {
                assertTrue(open.echoes("hello\n"));
                server.signal("TERM");
                server.awaitErr("SIGTERM: no longer accepting");
                assertThrows(ConnectException.class, () -> new Client(port));
                assertTrue(open.echoes("but I go on\n"));
            }
            assertEquals(0, server.status());
        }
    }

    @Test
    void aSecondSignalClosesAllConnections() throws Exception {
        try (ServerProcess server = ServerProcess.start("--port", "0", "--shutdown-grace", "10m", "--timeout", "1h")) {
            int port = server.port();
            List<Client> clients = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                Client client = new Client(port);
                assertTrue(client.echoes("hello\n"));
                clients.add(client);
            }
            server.signal("TERM");
            server.awaitErr("SIGTERM: no longer accepting");
            long before = System.nanoTime();
            server.signal("TERM");
            assertEquals(0, server.status());
            assertTrue(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - before) < 5);
            assertTrue(server.err().contains("SIGTERM again: closing all connections\n"), server.err());
            assertTrue(server.err().contains(" 3 aborted\n"), server.err());
            for (Client client : clients) {
                client.close();
            }
        }
    }

    @Test
    void aPortInUseExitsWithStatusTwo() throws Exception {
        try (ServerProcess first = ServerProcess.start("--port", "0")) {
            int port = first.port();
            try (ServerProcess second = ServerProcess.start("--port", "" + port)) {
                assertEquals(2, second.status());
                assertNull(second.nextLine());
                assertTrue(
                        second.err().startsWith("futurewire: cannot listen on 127.0.0.1:" + port + ": "), second.err());
                assertEquals(1, second.err().lines().count());
            }
        }
    }

    @Test
    void ofTwoServersStartedTogetherOneExitsWithStatusTwo() throws Exception {
        for (int round = 0; round < 3; round++) {
            int port;
            try (ServerSocket free = new ServerSocket(0)) {
                port = free.getLocalPort();
            }
            try (ServerProcess one = ServerProcess.start("--port", "" + port);
                    ServerProcess other = ServerProcess.start("--port", "" + port)) {
                boolean firstListens = one.nextLine() != null;
                assertEquals(firstListens, other.nextLine() == null, "port " + port);
                ServerProcess late = firstListens ? other : one;
                assertEquals(2, late.status());
                assertTrue(late.err().startsWith("futurewire: cannot listen on 127.0.0.1:" + port + ": "), late.err());
                assertEquals(1, late.err().lines().count());
            }
        }
    }

    @Test
    void verboseLogsEachConnectionToStderr() throws Exception {
        try (ServerProcess server = ServerProcess.start("-v", "--port", "0")) {
            int port = server.port();
            try (Client client = new Client(port)) {
                client.send("BYE\n");
                assertEquals("BYE\n", client.receiveAll());
            }
            server.signal("TERM");
            assertEquals(0, server.status());
            assertNull(server.nextLine());
            assertTrue(
                    server.err().matches("(?s).*DEBUG \\S+ - #1 from 127\\.0\\.0\\.1:\\d+ opened\n.*"), server.err());
            assertTrue(
                    server.err().matches("(?s).*DEBUG \\S+ - #1 from 127\\.0\\.0\\.1:\\d+ closed: handler done\n.*"),
                    server.err());
        }
    }

    @Test
    void listensOnIpv6() throws Exception {
        try (ServerProcess server = ServerProcess.start("--host", "::1", "--port", "0")) {
            String line = server.nextLine();
            assumeTrue(line != null, "no IPv6 here: " + (line == null ? server.err() : ""));
            assertTrue(line.matches("futurewire echo listening on \\[::1]:\\d+"), line);
        }
    }
}
