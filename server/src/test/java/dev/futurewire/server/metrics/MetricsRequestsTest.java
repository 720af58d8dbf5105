package dev.futurewire.server.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.AsyncServer;
import dev.futurewire.ServerOptions;
import dev.futurewire.server.Client;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The responses to various requests. */
@Timeout(60)
final class MetricsRequestsTest {
    private static final InetSocketAddress ANYWHERE = new InetSocketAddress("127.0.0.1", 0);

    private static String answer(MetricsEndpoint endpoint, String request) throws Exception {
        try (Client client = new Client(endpoint.address())) {
            return client.send(request).receiveAll();
        }
    }

    private static String answer(String request) throws Exception {
        try (AsyncServer server = AsyncServer.listen(ANYWHERE, channel -> channel.close());
                MetricsEndpoint endpoint = MetricsEndpoint.start(ANYWHERE, server::snapshot)) {
            return answer(endpoint, request);
        }
    }

    private static String status(String answer) {
        return answer.lines().findFirst().orElse("");
    }

    private static String body(String answer) {
        return answer.substring(answer.indexOf("\r\n\r\n") + 4);
    }

    private static String header(String answer, String name) {
        return answer.lines()
                .takeWhile(line -> !line.isEmpty())
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ": "))
                .map(line -> line.substring(name.length() + 2))
                .findFirst()
                .orElse("");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/metrics", "/healthz", "/readyz"})
    void headReturnsTheHeadersOfGet(String path) throws Exception {
        String get = answer("GET " + path + " HTTP/1.0\r\n\r\n");
        String head = answer("HEAD " + path + " HTTP/1.0\r\n\r\n");
        assertEquals("HTTP/1.1 200 OK", status(get));
        assertEquals("HTTP/1.1 200 OK", status(head));
        assertEquals("", body(head));
        assertEquals(header(get, "content-type"), header(head, "content-type"));
        assertEquals(body(get).length(), Integer.parseInt(header(get, "content-length")));
        assertTrue(Integer.parseInt(header(head, "content-length")) > 0, head);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET http://monitored.example:9100/metrics | HTTP/1.1 200 OK",
                "GET http://monitored.example/healthz      | HTTP/1.1 200 OK",
                "GET /readyz?verbose=1                     | HTTP/1.1 200 OK",
                "GET /metrics/                             | HTTP/1.1 404 Not Found",
                "GET /metricsandmore                       | HTTP/1.1 404 Not Found",
                "GET /healthz/..                           | HTTP/1.1 404 Not Found",
                "HEAD /nothing                             | HTTP/1.1 404 Not Found",
                "POST /nothing                             | HTTP/1.1 404 Not Found",
                "POST /metrics                             | HTTP/1.1 405 Method Not Allowed",
                "DELETE /healthz                           | HTTP/1.1 405 Method Not Allowed",
                "OPTIONS /readyz                           | HTTP/1.1 405 Method Not Allowed",
                "get /metrics                              | HTTP/1.1 405 Method Not Allowed",
            })
    void respondsToEachTargetAndMethod(String start, String status) throws Exception {
        String answer = answer(start + " HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n");
        assertEquals(status, status(answer));
        assertEquals(status.contains(" 405 ") ? "GET, HEAD" : "", header(answer, "allow"));
        assertTrue(header(answer, "content-type").startsWith("text/plain"), answer);
    }

    @ParameterizedTest
    @CsvSource({
        "/metrics, Content-Length: 74",
        "/metrics, Content-Length: 7400",
        "/metrics, Transfer-Encoding: chunked",
        "/metrics, X: y",
        "/nothing, Content-Length: 74",
        "/nothing, X: y"
    })
    void aBodyIsNotParsedAsARequest(String path, String header) throws Exception {
        String smuggled = "GET /metrics HTTP/1.1\r\nHost: here\r\n\r\n";
        String answer =
                answer("POST " + path + " HTTP/1.1\r\nHost: here\r\n" + header + "\r\n\r\n" + smuggled + smuggled);
        assertEquals(
                path.equals("/metrics") ? "HTTP/1.1 405 Method Not Allowed" : "HTTP/1.1 404 Not Found", status(answer));
        assertFalse(answer.contains("200 OK"), answer);
        assertEquals(answer.indexOf("HTTP/1.1"), answer.lastIndexOf("HTTP/1.1"), answer);
    }

    @Test
    void oneConnectionServesManyScrapes() throws Exception {
        String answer = answer("GET /healthz HTTP/1.1\r\nHost: here\r\n\r\n".repeat(3)
                + "GET /healthz HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n");
        assertEquals(4, answer.split("HTTP/1\\.1 200 OK", -1).length - 1, answer);
    }

    @Test
    void aServerThatDoesNotAcceptIsHealthyButNotReady() throws Exception {
        try (AsyncServer server = AsyncServer.listen(
                        ANYWHERE, ServerOptions.builder().maxConnections(1).build(), channel -> channel.readAll(1000));
                MetricsEndpoint endpoint = MetricsEndpoint.start(ANYWHERE, server::snapshot, 1, List.of())) {
            assertEquals("ready\n", body(answer(endpoint, "GET /readyz HTTP/1.0\r\n\r\n")));
            server.pauseAccepting(true);
            notReady(endpoint, "not ready: accepting is paused\n");
            server.pauseAccepting(false);
            try (Client only = new Client(server.localAddress())) {
                while (server.snapshot().open() == 0) {
                    Thread.yield();
                }
                notReady(endpoint, "not ready: at the limit of 1 connections\n");
                only.reset();
            }
            while (server.snapshot().open() == 1) {
                Thread.yield();
            }
            assertEquals("ready\n", body(answer(endpoint, "GET /readyz HTTP/1.0\r\n\r\n")));
            server.shutdown(Duration.ZERO).join();
            notReady(endpoint, "not ready: shutting down\n");
        }
    }

    private static void notReady(MetricsEndpoint endpoint, String reason) throws Exception {
        String answer = answer(endpoint, "GET /readyz HTTP/1.0\r\n\r\n");
        assertEquals("HTTP/1.1 503 Service Unavailable", status(answer));
        assertEquals(reason, body(answer));
        assertEquals("HTTP/1.1 200 OK", status(answer(endpoint, "GET /healthz HTTP/1.0\r\n\r\n")));
    }
}
