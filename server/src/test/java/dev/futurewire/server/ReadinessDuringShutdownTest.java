package dev.futurewire.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** During the grace period the process is healthy but not ready. */
@EnabledOnOs(
        value = {OS.LINUX, OS.MAC},
        disabledReason = "sends signals")
@Timeout(60)
@Tag("slow")
final class ReadinessDuringShutdownTest {
    private static int status(String endpoint, String path) throws Exception {
        URI uri = URI.create("http://" + endpoint + path);
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .statusCode();
    }

    @Test
    void isNotReadyWithinTheGraceAndHealthyUntilTheEnd() throws Exception {
        try (ServerProcess server =
                ServerProcess.start("--port", "0", "--metrics", "0", "--shutdown-grace", "40s", "--timeout", "1m")) {
            int port = server.port();
            String endpoint = server.nextLine().replace("futurewire metrics listening on ", "");
            try (Client client = new Client(port)) {
                client.echoes("hello\n");
                assertEquals(200, status(endpoint, "/readyz"));
                server.signal("TERM");
                server.awaitErr("no longer accepting");
                assertEquals(503, status(endpoint, "/readyz"));
                assertEquals(200, status(endpoint, "/healthz"));
                assertEquals(200, status(endpoint, "/metrics"));
            }
            assertEquals(0, server.status());
        }
    }
}
