package dev.futurewire.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every workload once, with small sizes, end to end. */
@Tag("slow")
class LoadTest {
    private static final Peer PEER = Peers.of("nio2-raw");
    private static final Workload.Shape SMALL = new Workload.Shape(4, 3, 100);
    private static final Timing QUICK = new Timing(1, 1, 1, 1, 1);

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"IDLE", "TLS16K", "HANDSHAKES"})
    void measuresWork(Workload row) throws IOException, PeerUnavailableException {
        try (Load load = Launchers.plain().startLoad();
                Server server = Launchers.plain().start(PEER, List.of())) {
            Sample sample = load.measure(row, SMALL, server, QUICK);

            assertThat(sample.perSecond()).isGreaterThan(100);
            assertThat(sample.perCpuSecond()).isGreaterThan(sample.perSecond());
            assertThat(sample.server()).isBetween(0.01, 1.0);
            assertThat(sample.p50Nanos()).isPositive().isLessThanOrEqualTo(sample.p99Nanos());
        }
    }

    @ParameterizedTest
    @EnumSource(names = "IDLE")
    void measuresWhatIdleConnectionsHold(Workload row) throws IOException, PeerUnavailableException {
        try (Load load = Launchers.plain().startLoad();
                Server server = Launchers.plain().start(PEER, IdleProbe.JVM_OPTIONS)) {
            Workload.Shape shape =
                    new Workload.Shape(1000, row.shape().depth(), row.shape().bytes());
            IdleSample sample =
                    new IdleProbe(load, shape, Jcmd.beside(Launchers.plain().java(), 0)).measure(PEER, server);

            assertThat(sample.empty()).isGreaterThan(10L << 20);
            assertThat(sample.heapOrNaN()).isBetween(100.0, 20_000.0);
        }
    }
}
