package dev.futurewire.server.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** T13: a server in a process that may open sixty files, and more clients than that. */
@Tag("fault")
class DescriptorLimitFaultTest {
    @TempDir
    Path folder;

    @Test
    void acceptingBacksOffAndComesBackByItself() throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classes = place(dev.futurewire.AsyncServer.class) + File.pathSeparator + place(LimitedServer.class);
        Path log = folder.resolve("log");
        Process child = new ProcessBuilder(
                        "bash",
                        "-c",
                        "ulimit -n 60; exec '" + java + "' -XX:-MaxFDLimit -cp '" + classes + "' "
                                + LimitedServer.class.getName())
                .redirectError(log.toFile())
                .start();
        List<Socket> clients = new ArrayList<>();
        try (BufferedReader says =
                new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.US_ASCII))) {
            int port = Integer.parseInt(says.readLine());
            for (int i = 0; i < 100; i++) {
                Socket client = new Socket();
                client.connect(new InetSocketAddress("127.0.0.1", port));
                clients.add(client);
            }
            String state = "";
            while (!state.startsWith("BACKING_OFF")) {
                state = says.readLine();
            }
            long failuresThen = failures(state);
            long then = System.nanoTime();
            for (int i = 0; i < 15; i++) {
                state = says.readLine();
            }
            double seconds = (System.nanoTime() - then) / 1e9;
            double rate = (failures(state) - failuresThen) / seconds;
            assertTrue(state.startsWith("BACKING_OFF"), state);
            for (Socket client : clients) {
                client.close();
            }
            long freed = System.nanoTime();
            try (Socket again = new Socket()) {
                again.connect(new InetSocketAddress("127.0.0.1", port));
                again.setSoTimeout(10_000);
                again.getOutputStream().write("back\n".getBytes(StandardCharsets.US_ASCII));
                assertEquals('b', again.getInputStream().read());
            }
            long millis = (System.nanoTime() - freed) / 1_000_000;
            long logged = Files.readAllLines(log).stream()
                    .filter(line -> line.contains("accepting on"))
                    .count();
            System.out.printf(
                    "T13 descriptors: %.1f failed accepts/s (< 20), %d log line(s), serving again after %d ms (< 1000): %s%n",
                    rate, logged, millis, rate < 20 && logged == 1 && millis < 1_000 ? "passed" : "FAILED");
            assertTrue(rate < 20, rate + " failed accepts a second");
            assertEquals(1, logged, Files.readString(log));
            assertTrue(millis < 1_000, "serving again after " + millis + " ms");
        } finally {
            child.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
            for (Socket client : clients) {
                client.close();
            }
        }
    }

    private static long failures(String line) {
        return Long.parseLong(line.substring(line.indexOf(' ') + 1));
    }

    private static String place(Class<?> type) throws IOException {
        return Path.of(java.net.URI.create(
                        type.getProtectionDomain().getCodeSource().getLocation().toString()))
                .toString();
    }
}
