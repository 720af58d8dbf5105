package dev.futurewire.server.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.AsyncChannel;
import dev.futurewire.AsyncServer;
import dev.futurewire.observe.ServerSnapshot;
import dev.futurewire.server.Client;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The content of a scrape. */
class MetricsEndpointTest {
    private static final InetSocketAddress ANYWHERE = new InetSocketAddress("127.0.0.1", 0);

    private static HttpResponse<String> get(MetricsEndpoint endpoint, String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + endpoint.address().getPort() + path);
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void aScrapeHasConnectionsBytesLinesReasonsAndWarnings() throws Exception {
        try (AsyncServer server =
                AsyncServer.listen(ANYWHERE, channel -> channel.forEachLine(line -> channel.write(line + "\n")))) {
            AsyncChannel done = AsyncChannel.connect(server.localAddress()).get(5, TimeUnit.SECONDS);
            done.write("hello\n").get(5, TimeUnit.SECONDS);
            done.readLine().get(5, TimeUnit.SECONDS);
            done.shutdownOutput();
            done.readAll(0).get(5, TimeUnit.SECONDS);
            done.close().get(5, TimeUnit.SECONDS);
            AsyncChannel open = AsyncChannel.connect(server.localAddress()).get(5, TimeUnit.SECONDS);
            open.write("again\n").get(5, TimeUnit.SECONDS);
            open.readLine().get(5, TimeUnit.SECONDS);
            // The client may have the reply before the server has counted it.
            ServerSnapshot now = server.snapshot();
            while (now.open() != 1 || now.bytesOut() != 12) {
                Thread.onSpinWait();
                now = server.snapshot();
            }
            try (MetricsEndpoint endpoint = MetricsEndpoint.start(ANYWHERE, server::snapshot)) {
                HttpResponse<String> scrape = get(endpoint, "/metrics");
                assertEquals(200, scrape.statusCode());
                assertTrue(
                        scrape.headers().firstValue("Content-Type").orElse("").startsWith("text/plain; version=0.0.4"));
                for (String sample : new String[] {
                    "futurewire_connections_open 1.0",
                    "futurewire_connections_accepted_total 2.0",
                    "futurewire_connections_closed_total{reason=\"end_of_stream\"} 1.0",
                    "futurewire_connections_closed_total{reason=\"timeout\"} 0.0",
                    "futurewire_bytes_total{direction=\"in\"} 12.0",
                    "futurewire_bytes_total{direction=\"out\"} 12.0",
                    "futurewire_lines_total{direction=\"in\"} 2.0",
                    "futurewire_warnings_total{kind=\"handler_blocked\"} 0.0",
                    "futurewire_accepting 1.0"
                }) {
                    assertTrue(scrape.body().contains(sample), () -> sample + " is not in\n" + scrape.body());
                }
                assertTrue(scrape.body().contains("jvm_memory_used_bytes"));
            }
            open.abort();
        }
    }

    @Test
    void otherPathsPointToTheMetrics() throws Exception {
        try (AsyncServer server = AsyncServer.listen(ANYWHERE, channel -> channel.close());
                MetricsEndpoint endpoint = MetricsEndpoint.start(ANYWHERE, server::snapshot)) {
            HttpResponse<String> other = get(endpoint, "/");
            assertEquals(404, other.statusCode());
            assertEquals("GET /metrics\n", other.body());
        }
    }

    @Test
    void survivesMalformedRequests() throws Exception {
        try (AsyncServer server = AsyncServer.listen(ANYWHERE, channel -> channel.close());
                MetricsEndpoint endpoint = MetricsEndpoint.start(ANYWHERE, server::snapshot)) {
            assertEquals("HTTP/1.1 400 Bad Request", statusLine(endpoint, "hello\r\n\r\n"));
            assertEquals("HTTP/1.1 405 Method Not Allowed", statusLine(endpoint, "POST /metrics HTTP/1.1\r\n\r\nx"));
            StringBuilder headers = new StringBuilder();
            for (int i = 0; i < 200; i++) {
                headers.append('a').append(i).append(": b\r\n");
            }
            // The connection is closed, with or without an answer.
            assertTrue(Set.of("HTTP/1.1 400 Bad Request", "")
                    .contains(statusLine(endpoint, "GET / HTTP/1.1\r\n" + headers + "\r\n")));
            assertEquals("HTTP/1.1 200 OK", statusLine(endpoint, "GET /metrics?x=y HTTP/1.0\r\n\r\n"));
            assertEquals(200, get(endpoint, "/metrics").statusCode());
        }
    }

    /** Sends a request after which the server closes the connection; returns the first line of the response. */
    private static String statusLine(MetricsEndpoint endpoint, String request) throws Exception {
        try (Client client = new Client(endpoint.address())) {
            return client.send(request).receiveAll().lines().findFirst().orElse("");
        }
    }
}
