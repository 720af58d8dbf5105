package dev.futurewire.server.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.server.Client;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Servers with small heaps, and clients that try to exhaust them: other clients are served, and a signal ends the process. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "limits descriptors, sends signals")
@FaultRow("small heaps")
@Tag("slow")
final class SmallHeapTest {
    private static final Duration GRACE = Duration.ofSeconds(3);
    private static final Duration TOLERANCE = Duration.ofSeconds(1);
    private static final int CLIENTS = 1_500;
    private static final Duration SENDING = Duration.ofSeconds(10);

    /** Long enough for a busy machine to serve all clients in turn. */
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    /** Allowance for a busy machine. */
    private static final Duration OVERLOADED = Duration.ofSeconds(5);

    private static final Pattern FEED = Pattern.compile("futurewire feed listening on .*:(\\d+)");

    @TempDir
    Path directory;

    private Path token = Path.of("");

    @FaultTest
    void clientsThatDoNotEndTheirLine(FaultReport row) throws Exception {
        withHeap("64m", List.of(), row, server -> flood(server, CLIENTS, halfLine(), row));
    }

    @FaultTest
    void clientsThatDoNotReadTheirAnswers(FaultReport row) throws Exception {
        withHeap("64m", List.of(), row, server -> flood(server, CLIENTS, lines(), row));
    }

    @FaultTest
    void clientsThatDoNotReadTheirAnswersWith96Megabytes(FaultReport row) throws Exception {
        withHeap("96m", List.of(), row, server -> flood(server, CLIENTS, lines(), row));
    }

    @FaultTest
    void moreClientsThatDoNotReadTheirAnswers(FaultReport row) throws Exception {
        withHeap("128m", List.of(), row, server -> flood(server, CLIENTS + 500, lines(), row));
    }

    @FaultTest
    void clientsThatDoNotEndTheirLineWithFewDescriptors(FaultReport row) throws Exception {
        List<String> limit = List.of("bash", "-c", "ulimit -n 400; exec \"$@\"", "limit");
        withHeap("64m", limit, row, server -> flood(server, 300, halfLine(), row));
    }

    @FaultTest
    void viewersThatDoNotRead(FaultReport row) throws Exception {
        withHeap("64m", List.of(), row, server -> view(server, row));
    }

    private interface Attack {
        void on(ChildProcess server) throws Exception;
    }

    private void withHeap(String size, List<String> prefix, FaultReport row, Attack attack) throws Exception {
        token = directory.resolve("token-" + size + "-" + System.nanoTime());
        List<String> options = List.of("-Xmx" + size, "-XX:-MaxFDLimit");
        try (ChildProcess server = ChildProcess.server(
                prefix,
                options,
                System.getProperty("java.class.path"),
                "--port",
                "0",
                "--metrics",
                "0",
                "--feed",
                "0",
                "--token-file",
                token.toString(),
                "--timeout",
                "1h",
                "--shutdown-grace",
                GRACE.toMillis() + "ms")) {
            server.port();
            attack.on(server);
            long signalled = System.nanoTime();
            server.signal("TERM");
            int status = server.exit(GRACE.plus(TOLERANCE).plus(OVERLOADED));
            long millis = (System.nanoTime() - signalled) / 1_000_000;
            row.figure("%s: status %d after %d ms", size, status, millis);
            assertTrue(status == 0 || status == 3, () -> "status " + status);
            assertFalse(server.err().contains("Exception in thread"), server::err);
            assertFalse(server.err().contains("UncaughtExceptionHandler"), server::err);
        }
    }

    private static ByteBuffer halfLine() {
        return ByteBuffer.wrap("x".repeat(60_000).getBytes(StandardCharsets.US_ASCII));
    }

    private static ByteBuffer lines() {
        return ByteBuffer.wrap(("y".repeat(999) + "\n").repeat(1_000).getBytes(StandardCharsets.US_ASCII));
    }

    /** Each client sends as much as is accepted, and reads nothing. */
    private static void flood(ChildProcess server, int count, ByteBuffer what, FaultReport row) throws Exception {
        int port = server.port();
        List<SocketChannel> sockets = new ArrayList<>();
        List<ByteBuffer> left = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                SocketChannel socket = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
                socket.configureBlocking(false);
                sockets.add(socket);
                left.add(what.duplicate());
            }
            Eventually.happens(SENDING, () -> !send(sockets, left));
            good(server, row);
            truth(server, row);
        } finally {
            for (SocketChannel socket : sockets) {
                socket.close();
            }
        }
    }

    /** Returns whether anything is left to send. */
    private static boolean send(List<SocketChannel> sockets, List<ByteBuffer> left) {
        boolean any = false;
        for (int i = 0; i < sockets.size(); i++) {
            ByteBuffer rest = left.get(i);
            try {
                sockets.get(i).write(rest);
            } catch (IOException closed) {
                rest.position(rest.limit());
            }
            any |= rest.hasRemaining();
        }
        return any;
    }

    private static void good(ChildProcess server, FaultReport row) throws Exception {
        long begun = System.nanoTime();
        Eventually.within(PATIENCE, "a good client is served", () -> {
            try (Client client = new Client(server.port())) {
                return client.echoes("hello\n") && client.echoes("z".repeat(900) + "\n");
            } catch (IOException notYet) {
                assertTrue(server.alive(), server::err);
                return false;
            }
        });
        row.figure("served after %d ms", (System.nanoTime() - begun) / 1_000_000);
    }

    private static void truth(ChildProcess server, FaultReport row) throws Exception {
        try (MetricsScraper scrape = new MetricsScraper(server.metricsPort())) {
            Map<String, Double> values = scrape.values();
            double held = values.get("futurewire_buffered_bytes");
            double limit = values.get("futurewire_buffered_limit_bytes");
            assertTrue(held <= limit * 1.25, () -> held + " of " + limit);
            assertEquals(1, values.get("futurewire_accepting"));
            row.figure("%.1f of %.1f MiB held", held / 1048576, limit / 1048576);
            row.figure(
                    "%.0f closed for memory",
                    values.get("futurewire_connections_closed_total{reason=\"memory_limit\"}"));
        }
    }

    /** 10 viewers follow 16 connections that send a lot, and read nothing. */
    private void view(ChildProcess server, FaultReport row) throws Exception {
        int port = Integer.parseInt(server.awaitOut(FEED).group(1));
        String secret = Files.readString(token).strip();
        List<Client> talkers = new ArrayList<>();
        List<SocketChannel> viewers = new ArrayList<>();
        try {
            for (int i = 0; i < 16; i++) {
                Client talker = new Client(server.port());
                assertTrue(talker.echoes("first\n"));
                talkers.add(talker);
            }
            StringBuilder requests =
                    new StringBuilder("{\"type\":\"hello\",\"proto\":1,\"token\":\"" + secret + "\"}\n");
            requests.append("{\"type\":\"watch\",\"hz\":10}\n");
            for (int id = 1; id <= 16; id++) {
                requests.append("{\"type\":\"follow\",\"connection\":")
                        .append(id)
                        .append("}\n");
            }
            for (int i = 0; i < 10; i++) {
                SocketChannel viewer = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
                viewer.write(ByteBuffer.wrap(requests.toString().getBytes(StandardCharsets.US_ASCII)));
                viewers.add(viewer);
            }
            String line = "v".repeat(60_000) + "\n";
            for (int round = 0; round < 40; round++) {
                for (Client talker : talkers) {
                    assertTrue(talker.echoes(line));
                }
            }
            good(server, row);
            truth(server, row);
        } finally {
            for (SocketChannel viewer : viewers) {
                viewer.close();
            }
            for (Client talker : talkers) {
                talker.close();
            }
        }
    }
}
