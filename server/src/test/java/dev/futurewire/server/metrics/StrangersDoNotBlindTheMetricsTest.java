package dev.futurewire.server.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.AsyncServer;
import dev.futurewire.server.Client;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections that never finish a request, or never take an answer, keep no scrape waiting. */
@Timeout(60)
@Tag("alone")
final class StrangersDoNotBlindTheMetricsTest {
    private static final InetSocketAddress ANYWHERE = new InetSocketAddress("127.0.0.1", 0);

    /** Below the time after which the endpoint closes strangers: a scrape must not have to wait for that. */
    private static final int PATIENCE_MILLIS = 4_000;

    private final List<Socket> strangers = new ArrayList<>();
    private AsyncServer server;
    private MetricsEndpoint endpoint;

    @BeforeEach
    void start() throws Exception {
        server = AsyncServer.listen(ANYWHERE, channel -> channel.close());
        endpoint = MetricsEndpoint.start(ANYWHERE, server::snapshot);
        // The first scrape loads classes.
        scrape("/metrics");
    }

    @AfterEach
    void stop() throws Exception {
        for (Socket stranger : strangers) {
            stranger.close();
        }
        endpoint.close();
        server.close();
    }

    private void strangers(int count, String text) throws IOException {
        for (int i = 0; i < count; i++) {
            Socket socket = new Socket();
            socket.setReceiveBufferSize(1024);
            socket.connect(endpoint.address());
            socket.getOutputStream().write(text.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
            strangers.add(socket);
        }
    }

    private void scrape(String path) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(endpoint.address(), PATIENCE_MILLIS);
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.0\r\n\r\n").getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            assertTrue(answer.startsWith("HTTP/1.1 200 OK\r\n"), answer);
        }
    }

    private void everythingIsAnswered() throws IOException {
        scrape("/metrics");
        scrape("/healthz");
        scrape("/readyz");
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 200})
    void silentConnections(int count) throws Exception {
        strangers(count, "");
        everythingIsAnswered();
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 200})
    void halfSentRequestLines(int count) throws Exception {
        strangers(count, "GET /met");
        everythingIsAnswered();
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 200})
    void halfSentHeaders(int count) throws Exception {
        strangers(count, "GET /metrics HTTP/1.1\r\nHost: here\r\nX: ");
        everythingIsAnswered();
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 200})
    void bodiesThatNeverCome(int count) throws Exception {
        strangers(count, "POST /metrics HTTP/1.1\r\nContent-Length: 100000\r\n\r\n");
        everythingIsAnswered();
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 200})
    void answersThatAreNeverRead(int count) throws Exception {
        strangers(count, "GET /metrics HTTP/1.1\r\nHost: here\r\n\r\n".repeat(50));
        everythingIsAnswered();
    }

    @Test
    void itsThreadsAreDaemonsAndKeepNoClassLoader() throws Exception {
        strangers(3, "GET /met");
        everythingIsAnswered();
        List<Thread> threads = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("futurewire-metrics-")
                        || thread.getName().equals("HTTP-Dispatcher"))
                .toList();
        assertTrue(threads.size() >= 4, threads::toString);
        for (Thread thread : threads) {
            assertTrue(thread.isDaemon(), thread::toString);
            assertEquals(ClassLoader.getSystemClassLoader(), thread.getContextClassLoader(), thread::toString);
        }
    }

    @Test
    void strangersAreClosedAfterAWhile() throws Exception {
        try (Client silent = new Client(endpoint.address());
                Client inTheRequestLine = new Client(endpoint.address());
                Client inAHeader = new Client(endpoint.address())) {
            inTheRequestLine.send("GET /met");
            inAHeader.send("GET /metrics HTTP/1.1\r\nHost: here\r\nX: ");
            for (Client stranger : List.of(silent, inTheRequestLine, inAHeader)) {
                assertEquals("", stranger.receiveAll());
            }
        }
    }
}
