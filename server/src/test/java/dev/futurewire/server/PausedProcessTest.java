package dev.futurewire.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** A process that is suspended for longer than its timeouts does not close clients that have sent in time. */
@EnabledOnOs(
        value = {OS.LINUX, OS.MAC},
        disabledReason = "sends signals")
@Tag("slow")
final class PausedProcessTest {
    private static final int CLIENTS = 40;
    private static final int TIMEOUT_SECONDS = 4;
    private static final int PATIENCE_MILLIS = 30_000;

    @Test
    void linesThatArrivedInTimeAreAnsweredAfterThePause() throws Exception {
        try (ServerProcess server = ServerProcess.start("--port", "0", "--timeout", TIMEOUT_SECONDS + "s")) {
            List<Socket> clients = connected(server.port());
            send(clients, "before\n");
            assertEquals(CLIENTS, answered(clients, "before\n"));
            server.signal("STOP");
            send(clients, "in time\n");
            // The test is about the pause itself.
            TimeUnit.SECONDS.sleep(TIMEOUT_SECONDS + 1);
            server.signal("CONT");
            assertEquals(CLIENTS, answered(clients, "in time\n"));
            for (Socket client : clients) {
                client.close();
            }
        }
    }

    private static List<Socket> connected(int port) throws IOException {
        List<Socket> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            Socket client = new Socket("127.0.0.1", port);
            client.setSoTimeout(PATIENCE_MILLIS);
            clients.add(client);
        }
        return clients;
    }

    private static void send(List<Socket> clients, String line) throws IOException {
        for (Socket client : clients) {
            client.getOutputStream().write(line.getBytes(US_ASCII));
        }
    }

    private static int answered(List<Socket> clients, String line) throws IOException {
        int count = 0;
        for (Socket client : clients) {
            byte[] answer = client.getInputStream().readNBytes(line.length());
            count += new String(answer, US_ASCII).equals(line) ? 1 : 0;
        }
        return count;
    }
}
