package dev.futurewire.server.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.ChannelOptions;
import dev.futurewire.CloseReason;
import java.time.Duration;

/** Clients that send a byte per second are closed at the line timeout; other clients are not affected. */
@FaultRow("T14 slow loris")
final class SlowLorisTest {
    private static final int CLIENTS = 500;
    private static final Duration DEADLINE = Duration.ofSeconds(3);

    /** Allowance for the tick of the timer and for a busy machine. */
    private static final Duration TOLERANCE = Duration.ofMillis(500);

    @FaultTest
    void isClosedAtTheLineTimeout(FaultReport row) throws Exception {
        ChannelOptions.Builder limits = ChannelOptions.builder().frameTimeout(DEADLINE);
        try (TestServer server = new TestServer(TestServer.oneLoop(limits), TestServer::echo);
                EchoClients good = new EchoClients(server.address(), 1, Duration.ofMillis(5)).start();
                SlowSenders slow = new SlowSenders(server.address(), CLIENTS)) {
            SlowSenders.Cuts cuts = slow.dribble(DEADLINE.plusSeconds(5));
            EchoClients.Waits waits = good.stop();
            row.figure("%d of %d clients cut", cuts.count(), CLIENTS);
            row.figure(
                    "%d to %d ms after their first byte (deadline %d)",
                    cuts.first().toMillis(), cuts.last().toMillis(), DEADLINE.toMillis());
            row.figure("good client's p99 %.1f ms (< 50) of %d echoes", waits.p99Millis(), waits.echoed());
            assertEquals(CLIENTS, cuts.count());
            Eventually.until(
                    "all are closed with this reason", () -> server.closed(CloseReason.FRAME_TIMEOUT) == CLIENTS);
            assertTrue(cuts.first().compareTo(DEADLINE) >= 0, cuts::toString);
            assertTrue(cuts.last().compareTo(DEADLINE.plus(TOLERANCE)) <= 0, cuts::toString);
            assertEquals(0, waits.lost());
            assertTrue(waits.p99Millis() < 50, waits::toString);
        }
    }
}
