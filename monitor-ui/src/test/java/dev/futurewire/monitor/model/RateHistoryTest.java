package dev.futurewire.monitor.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class RateHistoryTest {
    private final RateHistory history = new RateHistory();

    @Test
    void keepsFourPointsASecondForAMinute() {
        for (int i = 0; i < 1_200; i++) { // two minutes, ten times a second
            history.add(FeedFixtures.NOW + i * 100L, i * 100L, i * 200L);
        }
        RateHistory.Points points = history.points(RateHistory.Span.MINUTE);
        assertThat(points.in()).hasSize(240).containsOnly(1_000);
        assertThat(points.out()).containsOnly(2_000);
        assertThat(history.points(RateHistory.Span.TEN_MINUTES).in()).hasSize(119);
    }

    @Test
    void aLateReadingHoldsTheMeanOfTheTimeBefore() {
        history.add(FeedFixtures.NOW, 0, 0);
        history.add(FeedFixtures.NOW + 250, 1_000, 0);
        history.add(FeedFixtures.NOW + 1_750, 8_500, 0);
        assertThat(history.points(RateHistory.Span.MINUTE).in())
                .containsExactly(4_000, 5_000, 5_000, 5_000, 5_000, 5_000, 5_000);
    }

    @Test
    void nothingIsShownForATimeInWhichNothingWasMeasured() {
        history.add(FeedFixtures.NOW, 0, 0);
        history.add(FeedFixtures.NOW + 250, 1_000, 0);
        history.add(FeedFixtures.NOW + 10_250, 8_000_000, 0);
        history.add(FeedFixtures.NOW + 10_500, 8_001_000, 0);
        double[] in = history.points(RateHistory.Span.MINUTE).in();
        assertThat(in).hasSize(42);
        assertThat(in[0]).isEqualTo(4_000);
        assertThat(in[20]).isNaN();
        assertThat(in[41]).isEqualTo(4_000);
        assertThat(history.points(RateHistory.Span.MINUTE).highest()).isEqualTo(4_000);
    }

    @Test
    void countersThatBeginAnewAreNotARate() {
        history.add(FeedFixtures.NOW, 1_000_000, 0);
        history.add(FeedFixtures.NOW + 250, 10, 0);
        history.add(FeedFixtures.NOW + 500, 260, 0);
        double[] in = history.points(RateHistory.Span.MINUTE).in();
        assertThat(in[0]).isNaN();
        assertThat(in[1]).isEqualTo(1_000);
    }

    @Test
    void isEmptyAtFirst() {
        RateHistory.Points points = history.points(RateHistory.Span.HOUR);
        assertThat(points.in()).isEmpty();
        assertThat(points.highest()).isEqualTo(1);
    }
}
