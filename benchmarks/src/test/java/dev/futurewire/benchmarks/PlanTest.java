package dev.futurewire.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.junit.jupiter.api.Test;

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
}
