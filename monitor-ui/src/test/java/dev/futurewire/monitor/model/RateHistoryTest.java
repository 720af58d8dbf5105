package dev.futurewire.monitor.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class RateHistoryTest {
    private final RateHistory history = new RateHistory();

    @Test
    void keepsFourPointsASecondForAMinute() {
        for (int i = 0; i < 1_200; i++) { // two minutes, ten times a second
            history.add(FeedFixtures.NOW + i * 100L, i, 2.0 * i);
        }
        RateHistory.Points points = history.points(RateHistory.Span.MINUTE);
        assertThat(points.in()).hasSize(240);
        assertThat(points.in()[239]).isGreaterThanOrEqualTo(1_195);
        assertThat(points.out()[239]).isEqualTo(2 * points.in()[239]);
        assertThat(points.in()[0]).isBetween(590.0, 610.0);
        assertThat(history.points(RateHistory.Span.TEN_MINUTES).in()).hasSize(120);
    }

    @Test
    void aPauseIsAGapOfZeroes() {
        history.add(FeedFixtures.NOW, 5, 5);
        history.add(FeedFixtures.NOW + 10_000, 7, 7);
        double[] in = history.points(RateHistory.Span.MINUTE).in();
        assertThat(in).hasSizeBetween(40, 42);
        assertThat(in[0]).isEqualTo(5);
        assertThat(in[20]).isZero();
        assertThat(in[in.length - 1]).isEqualTo(7);
    }

    @Test
    void isEmptyAtFirst() {
        RateHistory.Points points = history.points(RateHistory.Span.HOUR);
        assertThat(points.in()).isEmpty();
        assertThat(points.highest()).isEqualTo(1);
    }
}
