package dev.futurewire.server.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.AsyncChannel;
import dev.futurewire.observe.Warning;
import dev.futurewire.server.Client;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Handlers that block the loop: other connections are served, the warning names the handler, and nothing is lost or leaked.
 */
@FaultRow("Blocked handlers")
final class BlockedHandlerTest {
    private static final int OTHERS = 1_000;
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final int CULPRITS = 100;
    private static final int LONG_MILLIS = 5_000;
    private static final int SHORT_MILLIS = 120;

    @FaultTest
    void aHandlerThatSleepsFiveSecondsDelaysNoOtherConnection(FaultReport row) throws Exception {
        try (TestServer server = new TestServer(TestServer.oneLoop(), BlockedHandlerTest::serve);
                EchoClients others = new EchoClients(server.address(), OTHERS, PAUSE).start();
                Client culprit = server.connect()) {
            assertTrue(culprit.echoes("awake\n"));
            AsyncChannel channel = server.channel(culprit.address());
            Eventually.until("all are active", () -> others.echoed() > OTHERS);
            others.worstSinceLastLook();
            Eventually.until("the usual waiting times are measured", () -> others.echoed() > 6 * OTHERS);
            double before = others.worstSinceLastLook().toNanos() / 1e6;
            String request = "sleep " + LONG_MILLIS + "\n";
            long begun = System.nanoTime();
            assertTrue(culprit.echoes(request));
            long slept = (System.nanoTime() - begun) / 1_000_000;
            assertTrue(slept >= LONG_MILLIS);
            double worst = others.worstSinceLastLook().toNanos() / 1e6;
            assertTrue(culprit.echoes("awake again\n"));
            EchoClients.Waits waits = others.stop();
            row.figure("1 handler slept %d ms", slept);
            row.figure(
                    "%d others waited %.0f ms at worst (<= 250; %.0f before it), p99 %.1f ms of %d echoes",
                    OTHERS, worst, before, waits.p99Millis(), waits.echoed());
            List<Warning> blocked = blocked(server);
            assertEquals(1, blocked.size(), blocked::toString);
            named(blocked.get(0), channel.id());
            row.figure("warning names #%d and %s", channel.id(), place(blocked.get(0)));
            assertEquals(0, waits.lost());
            assertTrue(worst <= 250, () -> "waited " + worst + " ms");
        }
    }

    @FaultTest
    void aHundredHandlersThatBlockInTurnLeaveNothingBehind(FaultReport row) throws Exception {
        List<Client> culprits = new ArrayList<>();
        try (TestServer server = new TestServer(
                        TestServer.oneLoop().blockedAfter(Duration.ofMillis(SHORT_MILLIS / 2)),
                        BlockedHandlerTest::serve);
                EchoClients others = new EchoClients(server.address(), OTHERS / 10, PAUSE).start()) {
            for (int i = 0; i < CULPRITS; i++) {
                Client client = server.connect();
                assertTrue(client.echoes("awake\n"));
                culprits.add(client);
            }
            ResourceUsage before = ResourceUsage.now();
            String request = "sleep " + SHORT_MILLIS + "\n";
            for (Client client : culprits) {
                // Lines before and after it must not be lost either.
                client.send("before\n" + request + "after\n");
                assertEquals("before\n" + request + "after\n", client.receive(13 + request.length()));
            }
            EchoClients.Waits waits = others.stop();
            row.figure("%d handlers blocked for %d ms each", CULPRITS, SHORT_MILLIS);
            row.figure(
                    "%d others' worst wait %.0f ms (<= 250) of %d echoes",
                    OTHERS / 10, waits.worstMillis(), waits.echoed());
            assertEquals(0, waits.lost());
            assertTrue(waits.worstMillis() <= 250, waits::toString);
            assertEquals(CULPRITS, blocked(server).size());
            assertEquals(OTHERS / 10 + CULPRITS, server.server().connections().size());
            for (Client client : culprits) {
                assertTrue(client.echoes("still here\n"));
            }
            ResourceUsage after = ResourceUsage.now();
            assertEquals(before.threads() - 1, after.threads(), "threads, the clients' own gone");
            row.figure("%d warnings, %d threads, no line and no connection lost", CULPRITS, after.threads());
        } finally {
            for (Client client : culprits) {
                client.close();
            }
        }
    }

    private static CompletableFuture<Void> serve(AsyncChannel channel) {
        return channel.forEachLine(line -> {
            if (line.startsWith("sleep ")) {
                block(Integer.parseInt(line.substring(6)));
            }
            return channel.write(line + "\n");
        });
    }

    /** Blocks, as a handler must not. */
    private static void block(int millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Warning> blocked(TestServer server) {
        return server.warnings().stream()
                .filter(warning -> warning.kind() == Warning.Kind.HANDLER_BLOCKED)
                .toList();
    }

    private static String place(Warning warning) {
        StackTraceElement place = warning.callSite();
        return place == null ? "nothing" : place.getFileName() + ":" + place.getLineNumber();
    }

    private static void named(Warning warning, long channelId) {
        assertEquals(channelId, warning.channelId());
        StackTraceElement place = warning.callSite();
        assertTrue(place != null && place.getClassName().equals(BlockedHandlerTest.class.getName()), warning::toString);
        assertEquals("block", place.getMethodName());
        assertTrue(warning.message().contains("BlockedHandlerTest.java:" + place.getLineNumber()), warning::toString);
    }
}
