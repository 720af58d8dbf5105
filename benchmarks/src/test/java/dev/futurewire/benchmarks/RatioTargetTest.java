package dev.futurewire.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RatioTargetTest {
    private static final Peer OURS = Peers.of("futurewire-bytes");
    private static final Peer THEIRS = Peers.of("netty-epoll");
    private static final RatioTarget TARGET = new RatioTarget(Workload.PIPELINED, OURS.name(), THEIRS.name(), 1.5);

    private final Results<Sample> results = new Results<>(List.of(OURS, THEIRS));

    @Test
    void holdsFromItsRatioOn() {
        measured(1500, 1000, 0);

        assertThat(TARGET.judge(results)).get().asString().endsWith("1.50 (1.50 .. 1.50)  holds");
    }

    @Test
    void isMissedBelow() {
        measured(1490, 1000, 0);

        assertThat(TARGET.judge(results)).get().asString().endsWith("MISSED");
    }

    @Test
    void isNotJudgedWhileServersAreCompiling() {
        measured(1500, 1000, 0.3);

        assertThat(TARGET.judge(results)).get().asString().endsWith("not judged: still compiling");
    }

    @Test
    void isEmptyWithoutBothPeers() {
        results.add(OURS, 1, sample(1500, 0));

        assertThat(TARGET.judge(results)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void namesExistingPeers(Workload row) {
        assertThat(RatioTarget.of(row)).allSatisfy(target -> {
            assertThat(Peers.of(target.subject())).isNotNull();
            assertThat(Peers.SELECTION).contains(Peers.of(target.peer()));
        });
    }

    private void measured(double ours, double theirs, double jit) {
        results.add(OURS, 1, sample(ours, 0));
        results.add(THEIRS, 1, sample(theirs, jit));
    }

    private static Sample sample(double perCpuSecond, double jit) {
        return new Sample(perCpuSecond, perCpuSecond, 1, jit, 0, 0.5, 1, 1, 2, 3);
    }
}
