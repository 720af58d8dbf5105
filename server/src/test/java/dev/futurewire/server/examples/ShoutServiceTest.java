package dev.futurewire.server.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.AsyncServer;
import dev.futurewire.ServerOptions;
import dev.futurewire.server.Client;
import dev.futurewire.server.service.ServiceOptions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The example in {@code docs/services.md} works as described, and its source matches the page. */
@Timeout(60)
final class ShoutServiceTest {
    @Test
    void answersInUpperCase() throws Exception {
        ShoutService service = new ShoutService();
        ServiceOptions options = ServiceOptions.defaults();
        try (AsyncServer server = AsyncServer.listen(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        ServerOptions.builder()
                                .channel(service.channelOptions(options))
                                .shutdownGrace(Duration.ZERO)
                                .build(),
                        service.handler(options));
                Client client = new Client(server.localAddress())) {
            assertEquals("HELLO\n", client.send("hello\n").receive(6));
            assertEquals("", client.end().receiveAll());
        }
    }

    @Test
    void matchesTheDocumentation() throws Exception {
        String example = Files.readString(Path.of("src/test/java/dev/futurewire/server/examples/ShoutService.java"));
        String body = example.substring(example.indexOf("public final class"));
        assertTrue(
                Files.readString(Path.of("../docs/services.md")).contains(body), "docs/services.md prints another one");
    }
}
