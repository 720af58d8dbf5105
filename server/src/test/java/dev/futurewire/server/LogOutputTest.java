package dev.futurewire.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.futurewire.server.faults.ChildProcess;
import dev.futurewire.server.logging.JsonLinesEncoder;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The format of log lines, and the connections that {@code -v} logs for every service. */
@EnabledOnOs(
        value = {OS.LINUX, OS.MAC},
        disabledReason = "sends signals")
@Timeout(120)
@Tag("slow")
final class LogOutputTest {
    private static final Pattern LISTENING = Pattern.compile("futurewire \\w+ listening on .*:(\\d+)");
    private static final Pattern LINE = Pattern.compile(
            "(\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}(?:Z|[+-]\\d\\d:\\d\\d)) [A-Z]+ +\\S+ - .+");

    /** Serves one connection and exits; returns the log. */
    private static List<String> serveOne(String service, String... more) throws Exception {
        try (ServerSocket upstream = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            java.util.ArrayList<String> arguments =
                    new java.util.ArrayList<>(List.of("-v", "--port", "0", "--service", service));
            if (service.equals("forward")) {
                arguments.addAll(List.of("--upstream", "127.0.0.1:" + upstream.getLocalPort()));
            }
            arguments.addAll(List.of(more));
            try (ChildProcess server = ChildProcess.server(
                    List.of(), List.of(), System.getProperty("java.class.path"), arguments.toArray(String[]::new))) {
                int port = Integer.parseInt(server.awaitOut(LISTENING).group(1));
                try (Client client = new Client(port)) {
                    client.send("hello\n");
                    if (service.equals("forward")) {
                        try (Socket accepted = upstream.accept()) {
                            assertEquals(6, accepted.getInputStream().readNBytes(6).length);
                        }
                    }
                    client.end().receiveAll();
                }
                server.signal("TERM");
                assertEquals(0, server.exit(Duration.ofSeconds(30)));
                long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
                while (!server.err().contains("futurewire stopped after")) {
                    assertTrue(System.nanoTime() < deadline, server::err);
                }
                return server.err().lines().toList();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"echo", "forward", "broadcast"})
    void eachConnectionIsLoggedWithDateAndZone(String service) throws Exception {
        List<String> lines = serveOne(service);
        assertTrue(
                lines.stream().anyMatch(line -> line.matches(".* #1 from 127\\.0\\.0\\.1:\\d+ opened")),
                lines::toString);
        assertTrue(
                lines.stream().anyMatch(line -> line.matches(".* #1 from 127\\.0\\.0\\.1:\\d+ closed: .*")),
                lines::toString);
        for (String line : lines) {
            if (line.startsWith("futurewire stopped after") || line.startsWith("  ")) {
                continue;
            }
            Matcher matcher = LINE.matcher(line);
            assertTrue(matcher.matches(), line);
            OffsetDateTime.parse(matcher.group(1));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"echo", "forward"})
    void jsonHasAnObjectPerLine(String service) throws Exception {
        boolean opened = false;
        for (String line : serveOne(service, "--log-format", "json")) {
            JsonNode node = new ObjectMapper().readTree(line);
            OffsetDateTime.parse(node.get("timestamp").asText());
            for (String field : new String[] {"level", "logger", "thread", "message"}) {
                assertTrue(node.get(field).isTextual(), line);
            }
            opened |= node.get("message").asText().endsWith(" opened");
        }
        assertTrue(opened);
    }

    @Test
    void jsonEscapesEverything() throws Exception {
        LoggerContext context = new LoggerContext();
        JsonLinesEncoder encoder = new JsonLinesEncoder();
        encoder.setContext(context);
        encoder.start();
        String message = "a \"quote\", a \\, a \n line, \u001b[2J, \u202e, \ud83d\ude00 and {}";
        byte[] bytes = encoder.encode(new LoggingEvent(
                "here",
                context.getLogger("some.logger"),
                Level.WARN,
                message,
                new IllegalStateException("why\n"),
                null));
        String line = new String(bytes, StandardCharsets.UTF_8);
        assertEquals(line.length() - 1, line.indexOf('\n'), line);
        assertTrue(line.strip().chars().allMatch(c -> c >= 0x20 && c < 0x7f), line);
        JsonNode node = new ObjectMapper().readTree(line);
        assertEquals(message, node.get("message").asText());
        assertEquals("WARN", node.get("level").asText());
        assertEquals("some.logger", node.get("logger").asText());
        assertTrue(node.get("stack").asText().startsWith("java.lang.IllegalStateException: why\n"), line);
        assertTrue(node.get("stack").asText().contains("\tat " + LogOutputTest.class.getName()), line);
    }
}
