package dev.futurewire.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Every growth row once, with small sizes, end to end. */
@Tag("slow")
class GrowthTest {
    private static final Timing QUICK = new Timing(1, 1, 1, 0, 1);
    private static final List<Peer> PEERS = List.of(Peers.of("futurewire-bytes"));

    private final PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
    private final Launcher launcher = Launchers.plain();

    @Test
    void connections() {
        GrowthReport report = new ConnectionGrowth(launcher, QUICK, PEERS, List.of(1, 20), nowhere).run();

        assertThat(curve(report, "futurewire-bytes nanos per line").rounds())
                .singleElement()
                .satisfies(costs -> assertThat(costs).hasSize(2).doesNotContain(0));
    }

    @Test
    void memory() {
        GrowthReport report = new MemoryGrowth(launcher, QUICK, PEERS, List.of(200, 400), nowhere).run();

        assertThat(curve(report, "futurewire-bytes heap bytes").rounds())
                .singleElement()
                .satisfies(bytes -> assertThat(bytes).hasSize(3).isSorted());
    }

    @Test
    void loops() {
        GrowthReport report = new LoopGrowth(launcher, QUICK, PEERS, nowhere).run();

        assertThat(curve(report, "futurewire-bytes echo lines per second").rounds())
                .singleElement()
                .satisfies(rates -> assertThat(rates).hasSize(2).doesNotContain(0));
    }

    @Test
    void aLineThatArrivesByteByByte() throws IOException {
        Curve costs = curve(program().line(List.of("1", "2")), "nanos per byte by MiB");

        assertThat(costs.at(0).median()).isGreaterThan(1);
    }

    @Test
    void deadlines() throws IOException {
        Curve shares = curve(program().deadlines(1000, 1), "cores");

        assertThat(shares.at(0).median()).isBetween(0.0, 1.0);
        assertThat(shares.at(1).median()).isBetween(0.0, 1.0);
    }

    private ProgramGrowth program() {
        return new ProgramGrowth(launcher, QUICK, nowhere);
    }

    private static Curve curve(GrowthReport report, String name) {
        assertThat(report.failed()).as(report.toString()).isFalse();
        assertThat(report.curves()).containsKey(name);
        return report.curves().get(name).curve();
    }
}
