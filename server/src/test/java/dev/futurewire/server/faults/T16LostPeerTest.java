package dev.futurewire.server.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.CloseReason;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;

/** A peer that goes without a word: its process killed, or its network cut. */
@FaultRow("T16 lost peer")
@Tag("slow")
final class T16LostPeerTest {
    private static final int CONNECTIONS = 100;
    private static final Pattern READY = Pattern.compile(PeerMain.READY);
    private static final Duration AT_ONCE = Duration.ofMillis(500);
    private static final Duration IDLE = Duration.ofSeconds(2);

    /** How long a connection that is being closed waits for its peer's end. */
    private static final Duration LINGER = Duration.ofSeconds(2);

    @QuickFaultTest
    void aKilledProcessIsNoticedAtOnce(Row row) throws Exception {
        try (TestServer server = new TestServer(TestServer.oneLoop(), TestServer::echo);
                Child peer = peer(List.of(), server.address().getPort())) {
            peer.awaitOut(READY);
            assertEquals(CONNECTIONS, server.server().connections().size());
            peer.kill();
            Duration took = Eventually.until(
                    "all are noticed", () -> server.server().connections().isEmpty());
            row.figure(
                    "kill -9 noticed on %d connections after %d ms (< %d)",
                    CONNECTIONS, took.toMillis(), AT_ONCE.toMillis());
            assertTrue(took.compareTo(AT_ONCE) < 0, took::toString);
            assertEquals(CONNECTIONS, server.closed(CloseReason.END_OF_STREAM) + server.closed(CloseReason.PEER_RESET));
        }
    }

    @QuickFaultTest
    void aDeadLineIsNoticedAtTheIdleTimeout(Row row) throws Exception {
        try (NetworkNamespace network = NetworkNamespace.make()) {
            if (network == null) {
                row.figure("link down skipped: needs root and ip netns");
                return;
            }
            try (Child server = Child.server(
                            network.prefix(),
                            List.of(),
                            System.getProperty("java.class.path"),
                            "-v",
                            "--port",
                            "0",
                            "--timeout",
                            "1h",
                            "--idle-timeout",
                            IDLE.toSeconds() + "s");
                    Child peer = peer(network.prefix(), server.port())) {
                peer.awaitOut(READY);
                network.cut();
                long cut = System.nanoTime();
                Eventually.until("all are noticed", () -> server.countErr("closed: idle") == CONNECTIONS);
                Duration took = Duration.ofNanos(System.nanoTime() - cut);
                Duration bound = IDLE.plus(IDLE.dividedBy(4)).plus(LINGER).plus(AT_ONCE);
                row.figure(
                        "link down: all closed as idle after %d ms (idle timeout %d and a quarter, then %d for the peer's end; < %d)",
                        took.toMillis(), IDLE.toMillis(), LINGER.toMillis(), bound.toMillis());
                assertTrue(took.compareTo(bound) < 0, took::toString);
            }
        }
    }

    private static Child peer(List<String> prefix, int port) throws Exception {
        return Child.start(
                prefix,
                List.of(),
                System.getProperty("java.class.path"),
                PeerMain.class.getName(),
                "" + port,
                "" + CONNECTIONS);
    }
}
