package dev.futurewire.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.futurewire.AsyncServer;
import dev.futurewire.TlsOptions;
import dev.futurewire.feed.MonitorFeed;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A feed over TLS, and {@code ps} as its viewer. */
@Timeout(60)
@Tag("slow")
class FeedTlsTest {
    @TempDir
    Path folder;

    private Path key;

    @BeforeEach
    void makeKeys() throws Exception {
        key = TestKeys.pair(folder, "first");
    }

    private MonitorFeed feed(AsyncServer server, String host) throws Exception {
        return MonitorFeed.builder()
                .server("chat", server)
                .address(new InetSocketAddress(host, 0))
                .tls(TlsOptions.builder().certificate(key, key).build())
                .tokenFile(folder.resolve("token"))
                .start();
    }

    private static AsyncServer server() throws Exception {
        return AsyncServer.listen(new InetSocketAddress("127.0.0.1", 0), channel -> channel.readLine());
    }

    private CommandResult ps(MonitorFeed feed, String host, String... more) {
        List<String> arguments =
                new ArrayList<>(List.of("ps", host + ":" + feed.localAddress().getPort()));
        arguments.addAll(List.of("--json", "--token-file", feed.tokenFile().toString()));
        arguments.addAll(List.of(more));
        return CommandResult.of(arguments.toArray(String[]::new));
    }

    @Test
    void psTrustsTheAuthorityThatItIsGiven() throws Exception {
        try (AsyncServer server = server();
                MonitorFeed feed = feed(server, "127.0.0.1")) {
            for (String host : List.of("localhost", "127.0.0.1")) {
                CommandResult ps = ps(feed, host, "--tls-ca", key.toString());
                assertEquals(0, ps.status(), ps.err());
                JsonNode json = new ObjectMapper().readTree(ps.out());
                assertEquals("chat", json.at("/servers/0/service").asText());
            }
        }
    }

    @Test
    void psReportsAnUntrustedFeedInOneLine() throws Exception {
        Path other = TestKeys.pair(folder, "other");
        try (AsyncServer server = server();
                MonitorFeed feed = feed(server, "127.0.0.1")) {
            for (String[] options : new String[][] {{"--tls"}, {"--tls-ca", other.toString()}}) {
                CommandResult ps = ps(feed, "localhost", options);
                assertEquals(2, ps.status());
                assertEquals(1, ps.err().lines().count(), ps.err());
                assertTrue(ps.err().contains("no answer"), ps.err());
            }
            CommandResult plain = ps(feed, "localhost");
            assertEquals(2, plain.status());
            assertEquals(1, plain.err().lines().count(), plain.err());
            assertTrue(plain.err().contains("TLS"), plain.err());
            CommandResult missing =
                    ps(feed, "localhost", "--tls-ca", folder.resolve("none").toString());
            assertEquals(2, missing.status());
            assertTrue(missing.err().contains("cannot connect over TLS"), missing.err());
        }
    }

    @Test
    void aFeedAtAnyAddressIsServedOverTls() throws Exception {
        try (AsyncServer server = server();
                MonitorFeed feed = feed(server, "0.0.0.0")) {
            CommandResult ps = ps(feed, "localhost", "--tls-ca", key.toString());
            assertEquals(0, ps.status(), ps.err());
        }
    }

    @Test
    void theHeadlessServerNeedsACertificateForSuchAFeed() {
        CommandResult run = CommandResult.of("--port", "0", "--feed", "0.0.0.0:0");
        assertEquals(2, run.status());
        assertEquals(1, run.err().lines().count(), run.err());
        assertTrue(run.err().contains("--feed-tls-cert"), run.err());
    }

    @Test
    void aCertificateOfTheFeedThatCannotBeReadIsReportedInOneLine() {
        CommandResult run = CommandResult.of("--port", "0", "--feed", "0", "--feed-tls-cert", "no-such.pem");
        assertEquals(2, run.status());
        assertEquals(1, run.err().lines().count(), run.err());
        assertTrue(run.err().contains("cannot serve the feed over TLS"), run.err());
    }
}
