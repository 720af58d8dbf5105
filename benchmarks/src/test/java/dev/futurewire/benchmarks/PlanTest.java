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
    void aMistypedRowIsToldWhichThereAre() {
        assertThatExceptionOfType(BadOption.class)
                .isThrownBy(() -> Plan.labels(List.of("growht")))
                .withMessageContaining("growth-loops")
                .withMessageContaining("pingpong64");
    }

    @Test
    void forTheTargetsEachRowHasOnlyThePeersThatOneSpeaksOf() throws IOException {
        Plan plan = Plan.of(wishing("--targets"));
        assertThat(plan.rows()).contains(Row.PIPELINED, Row.IDLE, Row.TLS16K).doesNotContain(Row.PINGPONG1);
        assertThat(plan.growths()).isEmpty();
        assertThat(plan.peers(Row.PINGPONG1000)).extracting(Peer::name).containsExactly("futurewire-bytes", "nio2-raw");
        assertThat(plan.baselines(Row.PINGPONG64))
                .containsExactly("vthreads-reader", "vthreads-bytes", "netty-nio", "netty-epoll", "nio2-raw");
    }

    @Test
    void theTargetsCanBeNarrowedToSomePeers() throws IOException {
        Plan plan = Plan.of(wishing("--targets", "--row", "pingpong64", "--peers", "futurewire-bytes,netty-epoll"));
        assertThat(plan.rows()).containsExactly(Row.PINGPONG64);
        assertThat(plan.peers(Row.PINGPONG64)).hasSize(2);
        assertThat(plan.baselines(Row.PINGPONG64)).containsExactly("netty-epoll");
    }

    @Test
    void theTargetsSayThemselvesWhomToDivideBy() {
        assertThatExceptionOfType(BadOption.class)
                .isThrownBy(() -> Plan.of(wishing("--targets", "--baseline", "netty-epoll")))
                .withMessageContaining("--baseline");
    }

    private static Wishes wishing(String... options) {
        Wishes wishes = new Wishes();
        new CommandLine(wishes).parseArgs(options);
        return wishes;
    }
}
