package dev.futurewire.server.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.AsyncChannel;
import dev.futurewire.CloseReason;
import dev.futurewire.Futures;
import dev.futurewire.IncompleteReadException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** Over an unreliable network, lines arrive whole and in order, or the reader gets a typed failure. */
@FaultRow("T18 bad line")
final class UnreliableNetworkTest {
    private static final int LINES = 200;
    private static final int CUTS = 40;
    private static final byte[] LF = {'\n'};
    private static final long SEED = new Random().nextLong();

    /**
     * What a client received.
     *
     * @param lines the whole lines
     * @param failure the failure, or null if everything arrived
     */
    private record Got(List<String> lines, Throwable failure) {}

    @QuickFaultTest
    void delayedAndFragmentedLinesArriveWhole(FaultReport row) throws Exception {
        try (TestServer server = new TestServer(TestServer.oneLoop(), TestServer::echo)) {
            all(server, ChaosProxy.Plan.plain());
            all(server, ChaosProxy.Plan.latency(Duration.ofMillis(20), Duration.ZERO));
            all(server, ChaosProxy.Plan.latency(Duration.ofMillis(1), Duration.ofMillis(20)));
            all(server, ChaosProxy.Plan.stall(777, Duration.ofMillis(600)));
            all(server, ChaosProxy.Plan.split(1));
            gone(server);
        }
        row.figure("%d lines each whole through latency, jitter, a stall and 1-byte pieces", LINES);
    }

    @QuickFaultTest
    void aTruncatedStreamFailsAsIncomplete(FaultReport row) throws Exception {
        cut(ChaosProxy.Ending.TRUNCATE);
        row.figure("%d truncations: IncompleteReadException", CUTS);
    }

    @QuickFaultTest
    void aResetStreamFailsWithAnIoException(FaultReport row) throws Exception {
        cut(ChaosProxy.Ending.RESET);
        row.figure("%d resets: IOException", CUTS);
        row.figure("seed %d", SEED);
    }

    private static void gone(TestServer server) throws Exception {
        Eventually.until("all are closed", () -> server.server().connections().isEmpty());
        assertEquals(0, server.closed(CloseReason.HANDLER_FAILED));
    }

    private static void all(TestServer server, ChaosProxy.Plan plan) throws Exception {
        Got got = through(server, plan);
        assertEquals(null, got.failure(), plan::toString);
        assertEquals(expected(LINES), got.lines(), plan::toString);
    }

    private static void cut(ChaosProxy.Ending ending) throws Exception {
        Random random = new Random(SEED);
        int bytes = String.join("\n", expected(LINES)).length();
        try (TestServer server = new TestServer(TestServer.oneLoop(), TestServer::echo)) {
            for (int i = 0; i < CUTS; i++) {
                int after = 1 + random.nextInt(bytes - 1);
                String what = ending + " after " + after + ", seed " + SEED;
                Got got = through(server, ChaosProxy.Plan.end(ending, after));
                assertEquals(expected(got.lines().size()), got.lines(), what);
                assertTrue(got.lines().size() < LINES, what);
                Class<?> type =
                        ending == ChaosProxy.Ending.TRUNCATE ? IncompleteReadException.class : IOException.class;
                assertTrue(type.isInstance(got.failure()), () -> what + ": " + got.failure());
            }
            gone(server);
        }
    }

    private static List<String> expected(int count) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            lines.add("line " + i + " \u00e9".repeat(i % 7));
        }
        return lines;
    }

    private static Got through(TestServer server, ChaosProxy.Plan plan) throws Exception {
        List<String> got = new ArrayList<>();
        try (ChaosProxy proxy = new ChaosProxy(server.address(), plan, SEED)) {
            AsyncChannel channel = Eventually.value(AsyncChannel.connect(proxy.address()));
            CompletableFuture<Void> sent = channel.write(String.join("\n", expected(LINES)) + "\n");
            CompletableFuture<Void> read =
                    Futures.repeatWhile(() -> channel.readUntil(LF).thenApply(line -> {
                        got.add(new String(line, StandardCharsets.UTF_8));
                        return got.size() < LINES;
                    }));
            Throwable failure = read.handle((done, thrown) -> thrown).get(20, TimeUnit.SECONDS);
            sent.exceptionally(broken -> null);
            Eventually.value(channel.close());
            return new Got(got, failure instanceof CompletionException ? failure.getCause() : failure);
        }
    }
}
