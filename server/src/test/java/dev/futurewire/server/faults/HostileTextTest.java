package dev.futurewire.server.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.observe.Printable;
import dev.futurewire.server.Client;
import dev.futurewire.server.CommandResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Text received from peers is never output raw: no control characters, no marks that change the direction of writing. ({@code
 * PrintableTest} in the core tests properties of the escaping; this class tests every character, and the whole program.)
 */
@FaultRow("T25 hostile text")
@Tag("slow")
final class HostileTextTest {
    private static final int MEGABYTE = 1 << 20;

    /** Known attacks on terminals and on readers of logs. */
    private static final List<String> CORPUS = List.of(
            "\u001b[2J\u001b[1;31mred",
            "\u001b]8;;http://example.invalid\u0007click\u001b]8;;\u0007",
            "\u001b]52;c;aGk=\u0007",
            "\u001b]0;title\u0007",
            "\u009b31m and \u009d8;;x\u009c",
            "paid\roverwritten",
            "bell \u0007 nul \0 del \u007f back\b\b\b",
            "\u202egnp.exe\u2066\u2069\u061c\u200f",
            "\u2028 and \u2029 and \ufeff",
            "lone \ud800 surrogate",
            "\u001b".repeat(MEGABYTE));

    @TempDir
    Path folder;

    @QuickFaultTest
    void everyCharacterIsEscapedUnambiguously(FaultReport row) {
        Set<String> escapes = new HashSet<>();
        int plain = 0;
        for (int codePoint = 0; codePoint <= Character.MAX_CODE_POINT; codePoint++) {
            String text = Character.toString(codePoint);
            String shown = Printable.escape(text);
            assertHarmless(shown);
            if (shown.equals(text)) {
                plain++;
                assertFalse(shown.startsWith("\\"), "an escape must not look like text");
            } else {
                assertTrue(shown.startsWith("\\") && escapes.add(shown), shown);
            }
        }
        row.figure("%d characters as they are, %d escaped, each its own way", plain, escapes.size());
    }

    @QuickFaultTest
    @EnabledOnOs(
            value = {OS.LINUX, OS.MAC},
            disabledReason = "sends signals")
    void hostileTextReachesNoTerminal(FaultReport row) throws Exception {
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        Path token = folder.resolve("token");
        Process server = new ProcessBuilder(ChildProcess.command(
                        List.of(),
                        List.of(),
                        System.getProperty("java.class.path"),
                        "dev.futurewire.server.Main",
                        "-v",
                        "--port",
                        "0",
                        "--feed",
                        "0",
                        "--metrics",
                        "0",
                        "--token-file",
                        token.toString(),
                        "--max-line",
                        "4MiB",
                        "--shutdown-grace",
                        "500ms"))
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        List<Client> clients = new ArrayList<>();
        List<String> shown = new ArrayList<>();
        try {
            Eventually.until("it listens", () -> Files.readString(out).lines().count() == 3);
            String echo = address(out, "echo");
            for (String hostile : CORPUS) {
                Client client = new Client(Integer.parseInt(echo.substring(echo.lastIndexOf(':') + 1)));
                clients.add(client);
                byte[] line = (hostile + "\n").getBytes(StandardCharsets.UTF_8);
                client.send(new String(line, StandardCharsets.ISO_8859_1));
                assertEquals(line.length, client.receive(line.length).length());
            }
            String feed = address(out, "feed");
            shown.add(CommandResult.of("ps", feed, "--token-file", token.toString())
                    .out());
            shown.add(CommandResult.of("ps", feed, "--token-file", token.toString(), "--json")
                    .out());
            assertTrue(shown.get(0).lines().count() > CORPUS.size(), shown.get(0));
            String metrics = address(out, "metrics");
            try (Client scraper = new Client(Integer.parseInt(metrics.substring(metrics.lastIndexOf(':') + 1)))) {
                shown.add(scraper.send("GET /metrics HTTP/1.0\r\n\r\n")
                        .receiveAll()
                        .replace("\r\n", "\n"));
            }
            CommandResult connected = CommandResult.withInput(String.join("\n", CORPUS) + "\n", "connect", echo);
            assertEquals(CORPUS.size(), connected.out().lines().count());
            shown.add(connected.out());
            shown.add(connected.err());
            shown.add(CommandResult.of("--service", CORPUS.get(0)).err());
            server.destroy();
            assertTrue(server.waitFor(20, TimeUnit.SECONDS));
        } finally {
            server.destroyForcibly();
            for (Client client : clients) {
                client.close();
            }
        }
        String log = Files.readString(err);
        assertTrue(log.contains(" opened") && log.contains("still open"), log);
        shown.add(log);
        shown.add(Files.readString(out));
        shown.forEach(HostileTextTest::assertHarmless);
        row.figure(
                "%d kinds of attacks: none of %d bytes of log, report, ps, metrics, connect and errors raw",
                CORPUS.size(), shown.stream().mapToLong(String::length).sum());
    }

    private static String address(Path out, String endpoint) throws Exception {
        Matcher matcher = Pattern.compile("futurewire " + endpoint + " listening on (\\S+)")
                .matcher(Files.readString(out));
        assertTrue(matcher.find(), endpoint);
        return matcher.group(1);
    }

    private static void assertHarmless(String text) {
        text.codePoints().forEach(codePoint -> {
            boolean control = codePoint < 0x20 && codePoint != '\n' || codePoint >= 0x7F && codePoint <= 0x9F;
            boolean separator = codePoint == 0x2028 || codePoint == 0x2029;
            boolean bidi = codePoint == 0x061C
                    || codePoint == 0x200E
                    || codePoint == 0x200F
                    || codePoint >= 0x202A && codePoint <= 0x202E
                    || codePoint >= 0x2066 && codePoint <= 0x2069;
            boolean surrogate = codePoint >= 0xD800 && codePoint <= 0xDFFF;
            assertTrue(!control && !separator && !bidi && !surrogate, () -> "U+" + Integer.toHexString(codePoint));
        });
    }
}
