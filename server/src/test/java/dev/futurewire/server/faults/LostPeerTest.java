package dev.futurewire.server.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.CloseReason;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;

/** A peer that disappears: its process is killed, or its network is cut. */
@FaultRow("T16 lost peer")
@Tag("slow")
final class LostPeerTest {
    private static final int CONNECTIONS = 100;
    private static final Pattern READY = Pattern.compile(SilentPeer.READY);
    private static final Duration AT_ONCE = Duration.ofMillis(500);
    private static final Duration IDLE = Duration.ofSeconds(2);

    /** How long a closing connection waits for the end of its peer's stream. */
    private static final Duration LINGER = Duration.ofSeconds(2);

    @QuickFaultTest
    void aKilledPeerIsDetectedImmediately(FaultReport row) throws Exception {
        try (TestServer server = new TestServer(TestServer.oneLoop(), TestServer::echo);
                ChildProcess peer = peer(List.of(), server.address().getPort())) {
            peer.awaitOut(READY);
            assertEquals(CONNECTIONS, server.server().connections().size());
            peer.kill();
            Duration took = Eventually.until(
                    "all are detected", () -> server.server().connections().isEmpty());
            row.figure(
                    "kill -9 noticed on %d connections after %d ms (< %d)",
                    CONNECTIONS, took.toMillis(), AT_ONCE.toMillis());
            assertTrue(took.compareTo(AT_ONCE) < 0, took::toString);
            assertEquals(CONNECTIONS, server.closed(CloseReason.END_OF_STREAM) + server.closed(CloseReason.PEER_RESET));
        }
    }

    @QuickFaultTest
    void anUnreachablePeerIsDetectedAtTheIdleTimeout(FaultReport row) throws Exception {
        try (NetworkNamespace network = NetworkNamespace.make()) {
            if (network == null) {
                row.figure("link down skipped: needs root and ip netns");
                return;
            }
            try (ChildProcess server = ChildProcess.server(
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
                    ChildProcess peer = peer(network.prefix(), server.port())) {
                peer.awaitOut(READY);
                network.cut();
                long cut = System.nanoTime();
                Eventually.until("all are detected", () -> server.countErr("closed: idle") == CONNECTIONS);
                Duration took = Duration.ofNanos(System.nanoTime() - cut);
                Duration bound = IDLE.plus(IDLE.dividedBy(4)).plus(LINGER).plus(AT_ONCE);
                row.figure(
                        "link down: all closed as idle after %d ms (idle timeout %d and a quarter, then %d for the peer's end; < %d)",
                        took.toMillis(), IDLE.toMillis(), LINGER.toMillis(), bound.toMillis());
                assertTrue(took.compareTo(bound) < 0, took::toString);
            }
        }
    }

    private static ChildProcess peer(List<String> prefix, int port) throws Exception {
        return ChildProcess.start(
                prefix,
                List.of(),
                System.getProperty("java.class.path"),
                SilentPeer.class.getName(),
                "" + port,
                "" + CONNECTIONS);
    }
}
