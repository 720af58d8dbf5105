package dev.futurewire.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Counters of the load client become rates and fractions. */
class SampleTest {
    private static final Map<String, Long> ANSWER = Map.of(
            "requests", 3_000_000L,
            "nanos", 2_000_000_000L,
            "serverCpuNanos", 1_500_000_000L,
            "compilerNanos", 100_000_000L,
            "clientCpuNanos", 1_000_000_000L,
            "coreBusyNanos", 1_600_000_000L,
            "clientIdleNanos", 500_000_000L,
            "p50", 1L,
            "p99", 2L,
            "p999", 3L);

    @Test
    void ratesAndShares() {
        Sample sample = Sample.of(ANSWER);

        assertThat(sample.perSecond()).isEqualTo(1_500_000);
        assertThat(sample.perCpuSecond()).isEqualTo(2_000_000);
        assertThat(sample.cpuNanosPerRequest()).isCloseTo(500, within(1e-9));
        assertThat(sample.server()).isEqualTo(0.75);
        assertThat(sample.jit()).isEqualTo(0.05);
        assertThat(sample.others()).isCloseTo(0.05, within(1e-9));
        assertThat(sample.client()).isEqualTo(0.75);
        assertThat(sample.clientCores()).isEqualTo(0.5);
        assertThat(sample.p999Nanos()).isEqualTo(3);
    }

    @Test
    void aMissingFigureIsNamed() {
        Map<String, Long> less = new HashMap<>(ANSWER);
        less.remove("coreBusyNanos");

        assertThatIllegalArgumentException().isThrownBy(() -> Sample.of(less)).withMessageContaining("coreBusyNanos");
    }
}
