package dev.futurewire.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.AsyncServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The token file of a program that exits without closing its feed. */
final class TokenFileAtExitTest {
    private static final int PATIENCE_SECONDS = 60;

    @TempDir
    private Path folder;

    /** Starts a feed, and exits at the end of its input. Its shutdown hook reports whether the file exists. */
    public static void main(String[] arguments) throws IOException {
        InetSocketAddress anywhere = new InetSocketAddress("127.0.0.1", 0);
        AsyncServer server = AsyncServer.listen(anywhere, channel -> channel.readAll(1));
        Path token = Path.of(arguments[0]);
        MonitorFeed.builder()
                .server("chat", server)
                .address(anywhere)
                .tokenFile(token)
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("in a hook: " + Files.exists(token))));
        System.out.println("started");
        while (System.in.read() >= 0) {
            // Until the test closes its end.
        }
        System.exit(0);
    }

    private Process start(Path token) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        TokenFileAtExitTest.class.getName(),
                        token.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static void assertDeleted(Path token, Process process, BufferedReader out) throws Exception {
        assertEquals("in a hook: true", out.readLine());
        assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS));
        assertFalse(Files.exists(token));
    }

    @Test
    void isDeletedWhenTheProgramExits() throws Exception {
        Path token = folder.resolve("token");
        Process process = start(token);
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            assertEquals("started", out.readLine());
            assertTrue(Files.exists(token));
            process.getOutputStream().close();
            assertDeleted(token, process, out);
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "destroy() kills the process")
    void isDeletedAfterSigterm() throws Exception {
        Path token = folder.resolve("token");
        Process process = start(token);
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            assertEquals("started", out.readLine());
            process.toHandle().destroy();
            assertDeleted(token, process, out);
        } finally {
            process.destroyForcibly();
        }
    }
}
