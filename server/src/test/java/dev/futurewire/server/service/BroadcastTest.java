package dev.futurewire.server.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.AsyncServer;
import dev.futurewire.CloseReason;
import dev.futurewire.ServerOptions;
import dev.futurewire.server.Client;
import dev.futurewire.server.faults.Eventually;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients of a room within one process. */
@Timeout(120)
final class BroadcastTest {
    private final List<Client> clients = new ArrayList<>();
    private AsyncServer server;

    @AfterEach
    void close() throws IOException {
        for (Client client : clients) {
            client.close();
        }
        server.close();
    }

    private void listen(SlowConsumers policy) throws IOException {
        BroadcastService service = new BroadcastService();
        ServiceOptions options = ServiceOptions.builder()
                .slowConsumers(policy)
                .maxLine(32 * 1024)
                .build();
        server = AsyncServer.listen(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                ServerOptions.builder()
                        .channel(service.channelOptions(options))
                        .shutdownGrace(Duration.ZERO)
                        .build(),
                service.handler(options));
    }

    /** Connects a client and waits until it has joined. */
    private Client client() throws Exception {
        Client client = new Client(server.localAddress());
        clients.add(client);
        Eventually.until("it has joined", () -> server.connections().size() == clients.size());
        // A connection is counted when it is opened; it joins the room in the same turn of its loop.
        Eventually.until(
                "it is read from",
                () -> server.connections().stream()
                        .allMatch(channel -> !channel.snapshot().awaiting().isEmpty()));
        return client;
    }

    @Test
    void aLineReachesAllOtherClientsWhole() throws Exception {
        listen(SlowConsumers.DROP);
        Client one = client();
        Client two = client();
        Client three = client();
        one.send("hel").send("lo\r\n");
        assertEquals("hello\n", two.receive(6));
        assertEquals("hello\n", three.receive(6));
        two.send("\u00ff\n");
        assertEquals("\u00ff\n", one.receive(2), "its own line does not come back");
        assertEquals("\u00ff\n", three.receive(2));
        one.send("last, without an end").end();
        assertEquals("last, without an end\n", three.receive(21));
        assertEquals("last, without an end\n", two.receive(21));
    }

    @Test
    void everyLineArrivesOnceAndInTheOrderOfItsSender() throws Exception {
        listen(SlowConsumers.DROP);
        int lines = 500;
        for (int i = 0; i < 6; i++) {
            client();
        }
        List<Thread> senders = new ArrayList<>();
        for (Client client : clients) {
            int number = clients.indexOf(client);
            Thread sender = new Thread(() -> {
                try {
                    for (int i = 0; i < lines; i++) {
                        client.send(number + " " + (1_000 + i) + "\n");
                    }
                } catch (IOException failure) {
                    throw new AssertionError(failure);
                }
            });
            senders.add(sender);
            sender.start();
        }
        for (Client client : clients) {
            String all = client.receive((clients.size() - 1) * lines * "0 1000\n".length());
            for (int sender = 0; sender < clients.size(); sender++) {
                String start = sender + " ";
                List<String> heard =
                        all.lines().filter(line -> line.startsWith(start)).toList();
                List<String> said = sender == clients.indexOf(client)
                        ? List.of()
                        : Stream.iterate(1_000, i -> i + 1)
                                .limit(lines)
                                .map(i -> start + i)
                                .toList();
                assertEquals(said, heard);
            }
        }
        for (Thread sender : senders) {
            sender.join();
        }
    }

    @Test
    void aClientThatDoesNotReadMissesLinesAndDelaysNoOtherClient() throws Exception {
        listen(SlowConsumers.DROP);
        Client sender = client();
        Client reader = client();
        Client sleeper = client();
        String line = "x".repeat(32 * 1024 - 6);
        int lines = 1_000;
        for (int i = 0; i < lines; i++) {
            String whole = (10_000 + i) + line + "\n";
            sender.send(whole);
            assertEquals(whole, reader.receive(whole.length()));
        }
        long most = RoomMember.MAX_WAITING_BYTES + 2 * 32 * 1024 + 64 * 1024;
        assertTrue(server.snapshot().queuedOutput() <= most, "queued: " + server.snapshot());
        assertEquals(3, server.connections().size());
        // It receives whole lines only, in order, and the next one again when it has caught up.
        int last = 0;
        int heard = 0;
        boolean caughtUp = false;
        String start = sleeper.receive(7);
        while (!start.equals("awake?\n")) {
            assertEquals(line + "\n", start.substring(5) + sleeper.receive(line.length() - 1));
            int number = Integer.parseInt(start.substring(0, 5));
            assertTrue(number > last);
            last = number;
            heard++;
            if (!caughtUp && server.snapshot().queuedOutput() == 0) {
                caughtUp = true;
                sender.send("awake?\n");
            }
            start = sleeper.receive(7);
        }
        assertTrue(heard < lines, "it has missed none");
    }

    @Test
    void aClientThatDoesNotReadIsDisconnectedOnRequest() throws Exception {
        listen(SlowConsumers.DISCONNECT);
        Client sender = client();
        Client reader = client();
        client();
        String line = "x".repeat(32 * 1024 - 1) + "\n";
        Eventually.until("the sleeper is closed", () -> {
            sender.send(line);
            assertEquals(line, reader.receive(line.length()));
            return server.snapshot().closed().get(CloseReason.SLOW_CONSUMER) == 1;
        });
        assertEquals(2, server.connections().size());
    }

    @Test
    void aLineThatIsTooLongClosesItsSenderOnly() throws Exception {
        listen(SlowConsumers.DROP);
        Client one = client();
        Client two = client();
        Client three = client();
        one.send("x".repeat(40_000) + "\n");
        Eventually.until("it is closed", () -> server.snapshot().closed().get(CloseReason.FRAME_TOO_LONG) == 1);
        two.send("who was that?\n");
        assertEquals("who was that?\n", three.receive(14));
    }

    @Test
    void anUnreachableBusIsReportedAtStartup() throws IOException {
        listen(SlowConsumers.DROP);
        ServiceOptions options =
                ServiceOptions.builder().bus("nats://127.0.0.1:1").build();
        IllegalArgumentException failure =
                assertThrows(IllegalArgumentException.class, () -> new BroadcastService().handler(options));
        assertTrue(
                failure.getMessage().startsWith("cannot connect to the bus nats://127.0.0.1:1: "), failure::getMessage);
    }
}
