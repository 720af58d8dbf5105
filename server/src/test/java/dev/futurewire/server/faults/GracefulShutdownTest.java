package dev.futurewire.server.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.AsyncChannel;
import dev.futurewire.Futures;
import dev.futurewire.ShutdownReport;
import dev.futurewire.observe.Awaiting;
import dev.futurewire.observe.ChannelSnapshot;
import dev.futurewire.observe.Operation;
import dev.futurewire.server.Client;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A shutdown with a hundred handlers in different states. */
@FaultRow("T21 graceful shutdown")
final class GracefulShutdownTest {
    private static final int HANDLERS = 100;
    private static final Duration GRACE = Duration.ofSeconds(2);
    private static final int LONGEST_WORK_MILLIS = 800;
    private static final long SEED = new Random().nextLong();

    /** The state of a handler, depending on the number of its client. */
    private enum Place {
        /** Waits for a line that never arrives. */
        READING,
        /** Waits for the rest of a request. */
        READING_A_BLOCK,
        /** Processes a line and answers it within the grace period. */
        WORKING,
        /** Waits for a peer that does not read. */
        WRITING,
        /** Has answered; its client may close at any time. */
        ENDING;

        static Place of(int number) {
            return values()[number % values().length];
        }
    }

    private final AtomicLong linesTaken = new AtomicLong();
    private final AtomicLong lastLineAt = new AtomicLong();
    private final Random random = new Random(SEED);

    /** From now on handlers take a while to answer. */
    private final CompletableFuture<Void> shutdownBegun = new CompletableFuture<>();

    @QuickFaultTest
    void answersAcceptedLinesAndReportsTheOtherConnections(FaultReport row) throws Exception {
        List<Client> clients = new ArrayList<>();
        try (TestServer server = new TestServer(TestServer.oneLoop(), this::serve)) {
            for (int i = 0; i < HANDLERS; i++) {
                Client client = server.connect();
                clients.add(client);
                client.send(Place.of(i) + "\n");
            }
            int atWork = HANDLERS / Place.values().length;
            Eventually.until(
                    "all are where they should be",
                    () -> places(server)
                            .equals(Map.of(
                                    Operation.READ_LINE, 2 * atWork,
                                    Operation.READ_EXACTLY, atWork,
                                    Operation.WRITE, atWork)));
            CompletableFuture<ShutdownReport> shutdown = server.server().shutdown(GRACE);
            shutdownBegun.complete(null);
            AtomicInteger completions = new AtomicInteger();
            shutdown.whenComplete((report, failure) -> completions.incrementAndGet());
            assertThrows(IOException.class, server::connect, "accepted after the stop");
            List<Integer> served = atEnd(clients);
            ShutdownReport report = shutdown.get(GRACE.toMillis() + 500, TimeUnit.MILLISECONDS);
            long over = System.nanoTime();
            check(report, atWork);
            assertEquals(2 * atWork, served.size(), "replies within the grace");
            Eventually.until(
                    "they have left the registry",
                    () -> server.server().connections().isEmpty());
            Eventually.until("completed", () -> completions.get() == 1);
            assertEquals(HANDLERS + atWork, linesTaken.get());
            assertTrue(lastLineAt.get() - over < 0, "a line was taken after the end");
            row.figure("%d handlers at %d places", HANDLERS, Place.values().length);
            row.figure("%d finished, %d closed, %d aborted", report.finished(), report.closed(), report.aborted());
            row.figure("0 of %d accepted lines lost", linesTaken.get());
            row.figure("%d still open, all named", report.stillOpen().size());
            row.figure("took %d ms (grace %d)", report.took().toMillis(), GRACE.toMillis());
            row.figure("seed %d", SEED);
        } finally {
            for (Client client : clients) {
                client.close();
            }
        }
    }

    private CompletableFuture<?> serve(AsyncChannel channel) {
        return channel.readLine().thenCompose(line -> {
            taken();
            return work(channel, Place.valueOf(String.valueOf(line)));
        });
    }

    private CompletableFuture<Void> work(AsyncChannel channel, Place place) {
        return switch (place) {
            case READING -> channel.readLine().thenAccept(line -> taken());
            case READING_A_BLOCK -> channel.readExactly(1000).thenAccept(block -> taken());
            case WORKING -> shutdownBegun.thenCompose(begun -> later()).thenCompose(done -> channel.write("worked\n"));
            case WRITING -> flood(channel);
            case ENDING ->
                channel.readLine().thenCompose(last -> {
                    taken();
                    return channel.write(last + "\n");
                });
        };
    }

    private void taken() {
        linesTaken.incrementAndGet();
        lastLineAt.set(System.nanoTime());
    }

    private CompletableFuture<Void> later() {
        Executor later;
        synchronized (random) {
            later = CompletableFuture.delayedExecutor(
                    200 + random.nextInt(LONGEST_WORK_MILLIS - 200), TimeUnit.MILLISECONDS);
        }
        return CompletableFuture.runAsync(() -> {}, later);
    }

    private static CompletableFuture<Void> flood(AsyncChannel channel) {
        byte[] chunk = new byte[64 * 1024];
        return Futures.repeatWhile(() -> channel.write(chunk).thenApply(done -> true));
    }

    /** Returns the number of connections per pending operation. */
    private static Map<Operation, Integer> places(TestServer server) {
        Map<Operation, Integer> places = new EnumMap<>(Operation.class);
        for (AsyncChannel channel : server.server().connections()) {
            for (Awaiting awaiting : channel.snapshot().awaiting()) {
                places.merge(awaiting.operation(), 1, Integer::sum);
            }
        }
        return places;
    }

    /** Sends the last lines of the clients that finish, and reads their answers; returns the clients that got one. */
    private static List<Integer> atEnd(List<Client> clients) throws Exception {
        List<Integer> served = new ArrayList<>();
        for (int i = 0; i < HANDLERS; i++) {
            if (Place.of(i) == Place.ENDING) {
                clients.get(i).send("last " + i + "\n");
            }
        }
        for (int i = 0; i < HANDLERS; i++) {
            String expected = switch (Place.of(i)) {
                case ENDING -> "last " + i + "\n";
                case WORKING -> "worked\n";
                default -> "";
            };
            if (!expected.isEmpty()) {
                assertEquals(expected, clients.get(i).receiveAll());
                clients.get(i).close();
                served.add(i);
            }
        }
        return served;
    }

    private static void check(ShutdownReport report, int atWork) {
        assertEquals(HANDLERS, report.finished() + report.closed() + report.aborted(), report::toString);
        assertEquals(2 * atWork, report.finished(), report::toString);
        assertEquals(2 * atWork, report.closed(), report::toString);
        assertEquals(atWork, report.aborted(), report::toString);
        assertEquals(3 * atWork, report.stillOpen().size());
        Map<Operation, Integer> awaited = new EnumMap<>(Operation.class);
        for (ChannelSnapshot open : report.stillOpen()) {
            assertEquals(1, open.awaiting().size(), open::toString);
            Awaiting awaiting = open.awaiting().get(0);
            awaited.merge(awaiting.operation(), 1, Integer::sum);
            assertTrue(awaiting.location().orElse("").startsWith("GracefulShutdownTest.java:"), awaiting::toString);
        }
        assertEquals(
                Map.of(Operation.READ_LINE, atWork, Operation.READ_EXACTLY, atWork, Operation.WRITE, atWork), awaited);
    }
}
