package dev.futurewire.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FigureFormatTest {
    @Test
    void threeDigitsAndAUnit() {
        assertThat(FigureFormat.rate(3_741_000)).isEqualTo("3.74M");
        assertThat(FigureFormat.rate(79_940)).isEqualTo("79.9k");
        assertThat(FigureFormat.nanos(263)).isEqualTo("263 ns");
        assertThat(FigureFormat.nanos(12_340)).isEqualTo("12.3 us");
        assertThat(FigureFormat.nanos(1_060_000)).isEqualTo("1.06 ms");
        assertThat(FigureFormat.bytes(2253)).isEqualTo("2.20 KiB");
        assertThat(FigureFormat.bytes(-300)).isEqualTo("-300 B");
        assertThat(FigureFormat.percent(0.985)).isEqualTo("99%");
        assertThat(FigureFormat.ratio(new Spread(1.2, 1.25, 1.301))).isEqualTo("1.25 (1.20 .. 1.30)");
    }
}
