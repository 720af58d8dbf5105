package dev.futurewire.server.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.AsyncChannel;
import dev.futurewire.ChannelOptions;
import dev.futurewire.CloseReason;
import dev.futurewire.Futures;
import dev.futurewire.ServerOptions;
import dev.futurewire.ShutdownReport;
import dev.futurewire.TlsOptions;
import dev.futurewire.observe.Operation;
import dev.futurewire.server.Client;
import dev.futurewire.server.TestKeys;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** A peer resets its connection, in every state: the reason is reported, other connections are served, nothing is leaked. */
@FaultRow("T11 resets")
@Tag("slow")
final class ResetTest {
    private static final int ROUNDS = 20;
    private static final String FLOOD = "flood";
    private static final String CHUNK = "x".repeat(16 * 1024);
    private static final int CLEARLY_UNDER_WAY = 256 * 1024;

    private static final List<State> STATES =
            List.of(ResetTest::idle, ResetTest::midLine, ResetTest::midWrite, ResetTest::queuedWrites);

    /** The transport of servers and clients. */
    private record Wire(Supplier<ServerOptions.Builder> options, Connecting connecting) {
        interface Connecting {
            Client connect(TestServer server) throws IOException;
        }

        Client connect(TestServer server) throws IOException {
            return connecting.connect(server);
        }
    }

    /** What a client does before it resets the connection. */
    @FunctionalInterface
    private interface State {
        /** Brings the connection into the state. */
        void reach(TestServer server, Client client) throws Exception;
    }

    @QuickFaultTest
    void isReportedInEveryStateAndLeaksNothing(FaultReport row) throws Exception {
        Wire wire = new Wire(TestServer::oneLoop, TestServer::connect);
        isReportedInEveryStateAndLeaksNothing(wire, STATES, row);
        row.figure("%d resets while idle, mid-line, mid-write and with queued writes, all PEER_RESET", 4 * ROUNDS);
    }

    @QuickFaultTest
    void isReportedOverTlsInEveryStateAndLeaksNothing(FaultReport row, @TempDir Path folder) throws Exception {
        Path keys = TestKeys.pair(folder, "first");
        TlsOptions tls = TlsOptions.builder().certificate(keys, keys).build();
        Wire wire = new Wire(() -> TestServer.oneLoop().tls(tls), TestServer::connectOverTls);
        List<State> states = new ArrayList<>(STATES);
        states.add(ResetTest::midHandshake);
        isReportedInEveryStateAndLeaksNothing(wire, states, row);
        row.figure("%d over TLS, mid-handshake too, all PEER_RESET", 5 * ROUNDS);
    }

    private static void isReportedInEveryStateAndLeaksNothing(Wire wire, List<State> states, FaultReport row)
            throws Exception {
        // Creates everything that is created only once: threads, buffers.
        resetInEachState(wire, states, ROUNDS);
        ResourceUsage before = ResourceUsage.settled();
        resetInEachState(wire, states, ROUNDS);
        before.awaitReturn(Eventually.PATIENCE);
        row.figure("%d descriptors and %d threads as before", before.descriptors(), before.threads());
    }

    @QuickFaultTest
    void isReportedDuringShutdownAndLeaksNothing(FaultReport row) throws Exception {
        resetDuringShutdown();
        ResourceUsage before = ResourceUsage.settled();
        for (int i = 0; i < ROUNDS; i++) {
            resetDuringShutdown();
        }
        before.awaitReturn(Eventually.PATIENCE);
        row.figure("%d during shutdown, all PEER_RESET", ROUNDS);
    }

    private static CompletableFuture<Void> serve(AsyncChannel channel) {
        return channel.forEachLine(line -> line.equals(FLOOD)
                ? Futures.repeatWhile(() -> channel.write(CHUNK).thenApply(done -> true))
                : channel.write(line + "\n"));
    }

    private static void resetInEachState(Wire wire, List<State> states, int rounds) throws Exception {
        try (TestServer server = new TestServer(wire.options().get(), ResetTest::serve)) {
            try (Client other = wire.connect(server)) {
                assertTrue(other.echoes("before\n"));
                for (int i = 0; i < rounds; i++) {
                    resetInEachState(server, wire, states);
                }
                assertTrue(other.echoes("after\n"));
                assertEquals(1, server.server().connections().size());
            }
            assertEquals((long) states.size() * rounds, server.closed(CloseReason.PEER_RESET));
        }
    }

    private static void resetInEachState(TestServer server, Wire wire, List<State> states) throws Exception {
        for (State state : states) {
            try (Client client = wire.connect(server)) {
                state.reach(server, client);
                client.reset();
                assertEquals(
                        CloseReason.PEER_RESET,
                        Eventually.value(server.reasonOf(client.address())),
                        () -> "state " + states.indexOf(state));
            }
        }
    }

    private static void idle(TestServer server, Client client) throws Exception {
        assertTrue(client.echoes("hello\n"));
    }

    /** The header of a TLS record, without its content. */
    private static void midHandshake(TestServer server, Client client) throws Exception {
        client.sendRaw("\026\003\001\002\000\001");
        AsyncChannel channel = server.channel(client.address());
        Eventually.until(
                "the handshake is pending",
                () -> channel.snapshot().awaiting().stream()
                        .anyMatch(awaiting -> awaiting.operation() == Operation.START_TLS));
    }

    private static void midLine(TestServer server, Client client) throws Exception {
        client.send("hel");
        AsyncChannel channel = server.channel(client.address());
        Eventually.until(
                "a part of the line has arrived", () -> channel.snapshot().bytesIn() == 3);
    }

    private static void midWrite(TestServer server, Client client) throws Exception {
        client.send(FLOOD + "\n");
        assertEquals(CLEARLY_UNDER_WAY, client.receive(CLEARLY_UNDER_WAY).length());
    }

    private static void queuedWrites(TestServer server, Client client) throws Exception {
        client.send(FLOOD + "\n");
        AsyncChannel channel = server.channel(client.address());
        Eventually.until(
                "writes are queued", () -> channel.snapshot().queuedOutput() >= ChannelOptions.DEFAULT_HIGH_WATER_MARK);
    }

    private static void resetDuringShutdown() throws Exception {
        try (TestServer server = new TestServer(TestServer.oneLoop(), ResetTest::serve);
                Client client = server.connect()) {
            assertTrue(client.echoes("hello\n"));
            CompletableFuture<ShutdownReport> shutdown = server.server().shutdown(Duration.ofMinutes(1));
            client.reset();
            ShutdownReport report = Eventually.value(shutdown);
            assertEquals(1, report.finished(), report::toString);
            assertEquals(0, report.closed() + report.aborted(), report::toString);
            assertEquals(CloseReason.PEER_RESET, Eventually.value(server.reasonOf(client.address())));
        }
    }
}
