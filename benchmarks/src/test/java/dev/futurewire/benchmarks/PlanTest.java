package dev.futurewire.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class PlanTest {
    @Test
    void withoutARowItIsAllOfThem() {
        assertThat(Plan.labels(List.of()))
                .contains("pipelined", "idle", "tls16k", "growth-line")
                .hasSize(14);
    }

    @Test
    void oneWordForSeveralRows() {
        assertThat(Plan.labels(List.of("growth", "connect")))
                .containsExactly(
                        "growth-connections",
                        "growth-line",
                        "growth-deadlines",
                        "growth-memory",
                        "growth-loops",
                        "connect");
    }

    @Test
    void anUnknownRowIsReportedWithTheKnownOnes() {
        assertThatExceptionOfType(InvalidOptionException.class)
                .isThrownBy(() -> Plan.labels(List.of("growht")))
                .withMessageContaining("growth-loops")
                .withMessageContaining("pingpong64");
    }

    @Test
    void targetsRestrictEachRowToTheirPeers() throws IOException {
        Plan plan = Plan.of(parsed("--targets"));
        assertThat(plan.rows())
                .contains(Workload.PIPELINED, Workload.IDLE, Workload.TLS16K)
                .doesNotContain(Workload.PINGPONG1);
        assertThat(plan.growths()).isEmpty();
        assertThat(plan.peers(Workload.PINGPONG1000))
                .extracting(Peer::name)
                .containsExactly("futurewire-bytes", "nio2-raw");
        assertThat(plan.baselines(Workload.PINGPONG64))
                .containsExactly("vthreads-reader", "vthreads-bytes", "netty-nio", "netty-epoll", "nio2-raw");
    }

    @Test
    void targetsCanBeRestrictedToSomePeers() throws IOException {
        Plan plan = Plan.of(parsed("--targets", "--row", "pingpong64", "--peers", "futurewire-bytes,netty-epoll"));
        assertThat(plan.rows()).containsExactly(Workload.PINGPONG64);
        assertThat(plan.peers(Workload.PINGPONG64)).hasSize(2);
        assertThat(plan.baselines(Workload.PINGPONG64)).containsExactly("netty-epoll");
    }

    @Test
    void targetsDetermineTheBaselines() {
        assertThatExceptionOfType(InvalidOptionException.class)
                .isThrownBy(() -> Plan.of(parsed("--targets", "--baseline", "netty-epoll")))
                .withMessageContaining("--baseline");
    }

    private static CompareOptions parsed(String... arguments) {
        CompareOptions options = new CompareOptions();
        new CommandLine(options).parseArgs(arguments);
        return options;
    }
}
