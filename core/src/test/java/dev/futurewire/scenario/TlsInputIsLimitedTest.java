package dev.futurewire.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.CloseReason;
import dev.futurewire.ServerOptions;
import dev.futurewire.support.Await;
import dev.futurewire.support.LoopbackServer;
import dev.futurewire.support.RawTlsClient;
import dev.futurewire.support.TestTls;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The TLS buffers of connections are counted and limited, even if no record can be decrypted. */
@Timeout(120)
final class TlsInputIsLimitedTest {
    private static final int KIB = 1024;
    private static final long LIMIT = 1024 * KIB;

    /** The part of a record that is sent: all but its last bytes. */
    private static final int PART = 16 * KIB;

    /** How long the value must be unchanged to count as stable. */
    private static final Duration QUIET = Duration.ofMillis(200);

    private final List<RawTlsClient> clients = new ArrayList<>();

    @AfterEach
    void leave() throws IOException {
        for (RawTlsClient each : clients) {
            each.close();
        }
    }

    private static LoopbackServer server(long limit) throws IOException {
        ServerOptions options = ServerOptions.builder()
                .loops(2)
                .maxBufferedBytes(limit)
                .tls(TestTls.build(TestTls.server("TLSv1.3")))
                .build();
        return LoopbackServer.with(options, EchoLoop::repeating);
    }

    private RawTlsClient client(LoopbackServer server) throws IOException {
        RawTlsClient client = RawTlsClient.connect(
                server.server().localAddress().getPort(), TestTls.build(TestTls.client("TLSv1.3")));
        clients.add(client);
        client.handshake();
        return client;
    }

    /** A full record without its last bytes, which cannot be decrypted. */
    private static byte[] partOfARecord() {
        byte[] record = new byte[5 + PART];
        record[0] = 23;
        record[1] = 3;
        record[2] = 3;
        record[3] = (byte) (PART + 17 >> 8);
        record[4] = (byte) (PART + 17);
        Arrays.fill(record, 5, record.length, (byte) 1);
        return record;
    }

    private static void echoes(RawTlsClient client) throws IOException {
        client.send(client.sealed("x\n"));
        client.expect("x\n");
    }

    @Test
    void incompleteRecordsAreCounted() throws IOException {
        try (LoopbackServer server = server(1024 * LIMIT)) {
            for (int i = 0; i < 8; i++) {
                RawTlsClient client = client(server);
                echoes(client);
                client.send(partOfARecord());
            }
            Await.until("they are counted", () -> server.server().snapshot().buffered() >= 8 * PART);
            for (RawTlsClient each : clients) {
                each.close();
            }
            Await.until("they are released", () -> server.server().snapshot().buffered() == 0);
        }
    }

    @Test
    void clientsThatSendIncompleteRecordsAreClosedAndOthersServed() throws IOException {
        try (LoopbackServer server = server(LIMIT)) {
            for (int i = 0; i < 100; i++) {
                client(server).send(partOfARecord());
            }
            RawTlsClient good = client(server);
            Await.until(
                    "some are closed", () -> server.server().snapshot().closed().get(CloseReason.MEMORY_LIMIT) > 0);
            echoes(good);
            Await.until("the limit is kept", () -> server.server().snapshot().buffered() <= LIMIT);
        }
    }

    /** While memory is tight a connection is read with a buffer for one record, not for several. */
    @Test
    void aRecordNeedsOnlyItsSizeWhileMemoryIsTight() throws IOException {
        try (LoopbackServer server = server(LIMIT)) {
            int count = 0;
            while (server.server().snapshot().buffered() < LIMIT * 5 / 8) {
                RawTlsClient client = client(server);
                client.send(partOfARecord());
                long least = ++count * PART;
                Await.until("it is counted", () -> server.server().snapshot().buffered() >= least);
            }
            long before = settled(server);
            for (int i = 0; i < 4; i++) {
                client(server).send(partOfARecord());
            }
            Await.until("they are counted", () -> server.server().snapshot().buffered() >= before + 4 * PART);
            long each = (settled(server) - before) / 4;
            assertTrue(each <= 20 * KIB, "each holds " + each + " bytes");
        }
    }

    /** Returns the buffered bytes once they are stable. */
    private static long settled(LoopbackServer server) {
        LongSupplier buffered = () -> server.server().snapshot().buffered();
        Await.until("the value is stable", () -> {
            long before = buffered.getAsLong();
            return !Await.happens(() -> buffered.getAsLong() != before, QUIET);
        });
        return buffered.getAsLong();
    }

    /** Between the socket and a program that reads nothing there is one buffer per layer. */
    @Test
    void aConnectionThatIsNotReadHoldsAFixedAmount() throws IOException {
        ServerOptions options = ServerOptions.builder()
                .loops(1)
                .tls(TestTls.build(TestTls.server("TLSv1.3")))
                .build();
        try (LoopbackServer server = LoopbackServer.with(options, channel -> new CompletableFuture<Void>())) {
            RawTlsClient client = client(server);
            byte[] records = client.sealed("0123456789abcde\n".repeat(8 * KIB));
            CompletableFuture<Void> sending = new CompletableFuture<>();
            Thread sender = new Thread(() -> {
                try {
                    client.send(records);
                    while (true) {
                        client.send(client.sealed("0123456789abcde\n".repeat(8 * KIB)));
                    }
                } catch (IOException end) {
                    sending.complete(null);
                }
            });
            sender.setDaemon(true);
            sender.start();
            Await.until("reading has stopped", () -> {
                long before = server.server().snapshot().bytesIn();
                return before > 0
                        && !Await.happens(() -> server.server().snapshot().bytesIn() != before, QUIET);
            });
            long held = server.server().snapshot().buffered();
            assertTrue(held > 0 && held <= 3 * 64 * KIB, "it holds " + held + " bytes");
            client.close();
            Await.value(sending);
            assertEquals(1, server.server().snapshot().open());
        }
    }
}
