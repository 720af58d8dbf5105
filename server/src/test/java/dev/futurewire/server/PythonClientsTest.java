package dev.futurewire.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Runs {@code src/test/python/clients.py}, whose clients include asyncio's streams and nc, against the real process. */
@Timeout(300)
@Tag("slow")
final class PythonClientsTest {
    @Test
    void pythonAndNetcatReceiveEveryLineUnchanged() throws Exception {
        assumeTrue(hasPython(), "there is no python3");
        try (ServerProcess server = ServerProcess.start("--port", "0")) {
            Path script = Path.of("src", "test", "python", "clients.py");
            Process clients = new ProcessBuilder("python3", script.toString(), "127.0.0.1", "" + server.port())
                    .redirectErrorStream(true)
                    .start();
            String report = new String(clients.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            System.out.print(report);
            assertEquals(0, clients.waitFor(), report);
            server.signal("TERM");
            assertEquals(0, server.status());
        }
    }

    private static boolean hasPython() throws InterruptedException {
        try {
            return new ProcessBuilder("python3", "--version").start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
