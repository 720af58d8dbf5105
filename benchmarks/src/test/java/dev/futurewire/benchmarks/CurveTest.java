package dev.futurewire.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class CurveTest {
    private final Curve curve = new Curve(3);

    @Test
    void ratiosAreWithinARound() {
        curve.add(100, 100, 200);
        curve.add(10, 11, 40);
        curve.add(1, 2, 3);

        // Of the medians it would be 4.
        assertThat(curve.ratio(2, 0)).isEqualTo(new Spread(2, 3, 4));
    }

    @Test
    void theBandIsThatOfTheMedians() {
        curve.add(100, 90, 120);
        curve.add(104, 96, 118);
        curve.add(96, 300, 122);

        assertThat(curve.band()).isCloseTo(120.0 / 96, within(1e-9));
    }

    @Test
    void growsFromItsLeastPointToTheGreatestBehindIt() {
        curve.add(100, 70, 84);

        assertThat(curve.growth()).isCloseTo(0.2, within(1e-9));
    }

    @Test
    void doesNotGrowWhereItFalls() {
        curve.add(100, 70, 60);

        assertThat(curve.growth()).isZero();
    }

    @Test
    void aFlatCurveHasABandOfOne() {
        curve.add(7, 7, 7);

        assertThat(curve.band()).isEqualTo(1);
    }

    @Test
    void aRoundHasAValueForEachPoint() {
        assertThatIllegalArgumentException().isThrownBy(() -> curve.add(1, 2));
    }
}
