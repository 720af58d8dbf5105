package dev.futurewire.internal.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.AsyncServer;
import dev.futurewire.ConnectionHandler;
import dev.futurewire.ServerOptions;
import dev.futurewire.observe.LogLimiter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Failures caused by clients are logged once and then counted, also between successful connections. */
@Timeout(60)
final class LogFloodTest {
    /** How many failures of a handler are logged in full within a minute. */
    private static final int FAILURES_LOGGED = 100;

    private static final int STRANGERS = 50;
    private static final Logger LOGGER = Logger.getLogger("dev.futurewire");

    private final List<String> logged = new CopyOnWriteArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            if (entry.getLevel().intValue() >= Level.INFO.intValue()) {
                logged.add(entry.getMessage());
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        LogLimiter.shared().flush();
        LOGGER.addHandler(handler);
    }

    @AfterEach
    void stop() {
        LOGGER.removeHandler(handler);
    }

    private static AsyncServer serve(ServerOptions options, ConnectionHandler handler) throws IOException {
        return AsyncServer.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), options, handler);
    }

    private static String answer(AsyncServer server, String text) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(server.localAddress());
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException reset) {
            return "";
        }
    }

    /** Checks how often a message was logged and counted. */
    private void expect(int times, String message, String kind) {
        expect(times, 1, message, kind);
    }

    private void expect(int times, int most, String message, String kind) {
        LogLimiter.shared().flush();
        long lines = logged.stream().filter(line -> line.contains(message)).count();
        long counted = logged.stream()
                .filter(line -> line.contains(" more in the last ") && line.contains(kind))
                .mapToLong(line -> Long.parseLong(line.substring(0, line.indexOf(' '))))
                .sum();
        assertTrue(lines <= most, logged::toString);
        assertEquals(times, lines + counted, logged::toString);
    }

    @Test
    void healthChecksWithoutAProxyHeaderBetweenGoodConnections() throws Exception {
        ServerOptions options =
                ServerOptions.builder().trustedProxies(List.of("127.0.0.0/8")).build();
        try (AsyncServer server = serve(options, channel -> channel.write("hello\n"))) {
            for (int i = 0; i < STRANGERS; i++) {
                assertEquals("", answer(server, "GET / HTTP/1.0\r\n\r\n"));
                assertEquals("hello\n", answer(server, "PROXY TCP4 192.0.2.1 192.0.2.2 4711 7000\r\n"));
            }
            while (server.snapshot().refused() < STRANGERS) {
                Thread.yield();
            }
            expect(STRANGERS, "no PROXY header from", "without a PROXY header");
        }
    }

    @Test
    void clientsForWhichTheHandlerFails() throws Exception {
        try (AsyncServer server = serve(
                ServerOptions.defaults(),
                channel -> channel.readLine()
                        .thenCompose(line ->
                                CompletableFuture.failedFuture(new IllegalStateException("cannot take " + line))))) {
            int times = 3 * FAILURES_LOGGED;
            for (int i = 0; i < times; i++) {
                answer(server, "something " + i + "\n");
            }
            server.shutdown(java.time.Duration.ofSeconds(5)).get(20, TimeUnit.SECONDS);
            expect(
                    times,
                    FAILURES_LOGGED,
                    "the handler failed",
                    "handlers that failed with java.lang.IllegalStateException");
        }
    }

    @Test
    void theShutdownLogsTheCounts() throws Exception {
        ServerOptions options =
                ServerOptions.builder().trustedProxies(List.of("127.0.0.0/8")).build();
        try (AsyncServer server = serve(options, channel -> channel.write("hello\n"))) {
            for (int i = 0; i < STRANGERS; i++) {
                answer(server, "GET / HTTP/1.0\r\n\r\n");
            }
            while (server.snapshot().refused() < STRANGERS) {
                Thread.yield();
            }
            server.shutdown(java.time.Duration.ZERO).get(20, TimeUnit.SECONDS);
        }
        assertTrue(
                logged.stream().anyMatch(line -> line.contains(" more in the last ") && line.contains("PROXY header")),
                logged::toString);
    }
}
