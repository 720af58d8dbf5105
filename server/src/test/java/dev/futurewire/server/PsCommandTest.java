package dev.futurewire.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.futurewire.AsyncServer;
import dev.futurewire.Futures;
import dev.futurewire.ServerOptions;
import dev.futurewire.TaskGroup;
import dev.futurewire.feed.MonitorFeed;
import dev.futurewire.server.service.EchoService;
import dev.futurewire.server.service.ServiceOptions;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code futurewire ps} with a server that has a thousand clients, including hostile ones. */
class PsCommandTest {
    private static final int CLIENTS = 1_000;

    @TempDir
    Path folder;

    private record CommandResult(int status, String out, String err) {}

    private static CommandResult ps(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        List<String> all = new ArrayList<>(List.of("ps"));
        all.addAll(List.of(arguments));
        int status = Main.run(
                all.toArray(String[]::new),
                new ByteArrayInputStream(new byte[0]),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        return new CommandResult(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    @Test
    void showsTheTreeOfAConnectionsTasks() throws Exception {
        CompletableFuture<String> answer = new CompletableFuture<>();
        Path token = folder.resolve("token");
        try (AsyncServer server = AsyncServer.listen(
                        new InetSocketAddress("127.0.0.1", 0),
                        channel -> TaskGroup.run(group -> {
                            group.start("lookup", () -> Futures.named("the \u001b database", answer));
                            return group.start("pause", () -> Futures.delay(Duration.ofMinutes(5)));
                        }));
                MonitorFeed feed = MonitorFeed.builder()
                        .server("tasks", server)
                        .address(new InetSocketAddress("127.0.0.1", 0))
                        .tokenFile(token)
                        .start();
                Socket client = new Socket()) {
            client.connect(server.localAddress());
            while (server.connections().isEmpty()
                    || server.connections().iterator().next().snapshot().tasks().size() < 2) {
                Thread.onSpinWait();
            }
            String address = HostPort.text(feed.localAddress());
            CommandResult result = ps(address, "--token-file", token.toString(), "--tree");
            assertEquals(0, result.status(), result.err());
            List<String> lines = result.out().lines().toList();
            assertEquals(3, lines.size(), result.out());
            assertTrue(lines.get(0).matches("\\d+  in  127\\.0\\.0\\.1:\\d+  open \\S+s: .*"), lines.get(0));
            assertTrue(
                    lines.get(1)
                            .matches(
                                    "\\|- lookup  running \\S+s at PsCommandTest\\.java:\\d+: the \\\\u001b database \\S+s"
                                            + " at PsCommandTest\\.java:\\d+"),
                    lines.get(1));
            assertTrue(
                    lines.get(2)
                            .matches("`- pause  running \\S+s at PsCommandTest\\.java:\\d+: delay \\S+s, 4m\\d\\ds left"
                                    + " at PsCommandTest\\.java:\\d+"),
                    lines.get(2));
        }
    }

    @Test
    void aTreeIsNotJson() {
        CommandResult result = ps("--tree", "--json");
        assertEquals(2, result.status());
        assertTrue(result.err().contains("--json and --tree cannot be used together"), result.err());
    }

    @Test
    void listsAThousandClientsWithTheirPendingOperations() throws Exception {
        EchoService echo = new EchoService();
        ServiceOptions options =
                ServiceOptions.builder().timeout(Duration.ofMinutes(5)).build();
        List<Socket> clients = new ArrayList<>();
        try (AsyncServer server = AsyncServer.listen(
                        new InetSocketAddress("127.0.0.1", 0),
                        ServerOptions.builder()
                                .loops(1) // connections are numbered in the order in which they are opened
                                .channel(echo.channelOptions(options))
                                .shutdownGrace(Duration.ZERO)
                                .build(),
                        echo.handler(options));
                FeedEndpoint feed = FeedEndpoint.start(
                        new FeedEndpoint.Settings(
                                new HostPort("127.0.0.1", 0), null, folder.resolve("token"), false, 1 << 26),
                        "echo",
                        server,
                        null)) {
            for (int i = 0; i < CLIENTS; i++) {
                Socket client = new Socket();
                client.connect(server.localAddress());
                client.getOutputStream().write("\u001b]0;evil\u0007\u009b31m\n".getBytes(StandardCharsets.ISO_8859_1));
                clients.add(client);
            }
            for (Socket client : clients) {
                assertEquals('\u001b', client.getInputStream().read());
            }
            String address = HostPort.text(feed.feed().localAddress());
            String token = folder.resolve("token").toString();

            CommandResult table = ps(address, "--token-file", token);
            assertEquals(0, table.status(), table.err());
            List<String> lines = table.out().lines().toList();
            assertEquals(CLIENTS + 1, lines.size());
            long before = 0;
            for (String line : lines.subList(1, lines.size())) {
                assertTrue(
                        line.matches(
                                " *\\d+  127\\.0\\.0\\.1:\\d+ +open +\\S+ +14B +14B +1  readUntil +\\S+s +4m\\d\\ds"
                                        + "  EchoService\\.java:\\d+"),
                        line);
                long id = Long.parseLong(line.strip().split(" ")[0]);
                assertTrue(id > before, "the oldest first");
                before = id;
            }
            assertTrue(table.out().chars().allMatch(c -> c == '\n' || (c >= 0x20 && c < 0x7f)), "plain text only");

            CommandResult json = ps(address, "--token-file", token, "--json");
            JsonNode all = new ObjectMapper().readTree(json.out());
            assertEquals(CLIENTS, all.get("connections").size());
            JsonNode one = all.get("connections").get(0).get("awaiting");
            assertEquals("readUntil", one.get("operation").asText());
            assertTrue(one.get("untilMillis").asLong() - one.get("sinceMillis").asLong() > 290_000);
            assertEquals(CLIENTS, all.get("server").get("open").asInt());
        } finally {
            for (Socket client : clients) {
                client.close();
            }
        }
    }

    @Test
    void anUnreachableServerIsReportedInOneLine() {
        CommandResult run =
                ps("127.0.0.1:1", "--token-file", folder.resolve("none").toString());
        assertEquals(2, run.status());
        assertEquals(1, run.err().lines().count(), run.err());
        assertTrue(run.err().contains("--feed"), run.err());
        assertFalse(run.err().contains("\tat "), run.err());
    }
}
