package dev.futurewire.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The load over TLS and each peer that speaks it: the load compares what comes back with what it sent. */
class TlsPeersTest {
    static List<Peer> everyone() {
        return Peers.TLS;
    }

    @ParameterizedTest
    @MethodSource("everyone")
    void servesBothRows(Peer peer) throws IOException, Unavailable {
        try (Load load = Launchers.plain().startLoad();
                Server server = Launchers.plain().start(peer, List.of())) {
            Timing brief = new Timing(1, 1, 1, 0, 1);
            for (Row row : List.of(Row.TLS16K, Row.HANDSHAKES)) {
                Row.Shape shape = new Row.Shape(2, 1, row.shape().bytes());
                assertThat(load.measure(row, shape, server, brief).perSecond())
                        .as(row.label())
                        .isPositive();
            }
        }
    }
}
