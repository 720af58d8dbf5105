package dev.futurewire.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The TLS load against each TLS peer; the load compares received with sent bytes. */
@Tag("slow")
class TlsPeersTest {
    static List<Peer> allPeers() {
        return Peers.TLS;
    }

    @ParameterizedTest
    @MethodSource("allPeers")
    void servesBothRows(Peer peer) throws IOException, PeerUnavailableException {
        try (Load load = Launchers.plain().startLoad();
                Server server = Launchers.plain().start(peer, List.of())) {
            Timing brief = new Timing(1, 1, 1, 0, 1);
            for (Workload row : List.of(Workload.TLS16K, Workload.HANDSHAKES)) {
                Workload.Shape shape = new Workload.Shape(2, 1, row.shape().bytes());
                assertThat(load.measure(row, shape, server, brief).perSecond())
                        .as(row.label())
                        .isPositive();
            }
        }
    }
}
