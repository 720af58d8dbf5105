package dev.futurewire.monitor.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class AmountTest {
    private final Locale before = Locale.getDefault();

    @BeforeEach
    @BeforeProperty
    void inEnglish() {
        Locale.setDefault(Locale.UK);
    }

    @AfterEach
    @AfterProperty
    void asBefore() {
        Locale.setDefault(before);
    }

    @Test
    void sizesHaveThreeDigits() {
        assertThat(Amount.bytes(0)).isEqualTo("0 B");
        assertThat(Amount.bytes(999)).isEqualTo("999 B");
        assertThat(Amount.bytes(1_000)).isEqualTo("1.0 kB");
        assertThat(Amount.bytes(41_234_567)).isEqualTo("41.2 MB");
        assertThat(Amount.bytes(999_950_000)).isEqualTo("1.0 GB");
        assertThat(Amount.rate(0)).isEqualTo("–");
        assertThat(Amount.rate(547_000)).isEqualTo("547 kB/s");
    }

    @Test
    void timesChangeTheirUnit() {
        assertThat(Amount.duration(14)).isEqualTo("14 ms");
        assertThat(Amount.duration(7_290)).isEqualTo("7.2 s");
        assertThat(Amount.duration(59_999)).isEqualTo("59 s");
        assertThat(Amount.duration(114_000)).isEqualTo("1m 54s");
        assertThat(Amount.duration(7_620_000)).isEqualTo("2h 07m");
        assertThat(Amount.duration(273_600_000)).isEqualTo("3d 4h");
    }

    @Property(tries = 300)
    void noSizeIsLongerThanEightCharacters(@ForAll @DoubleRange(min = 0, max = 9e17) double bytes) {
        assertThat(Amount.bytes(bytes).length()).isLessThanOrEqualTo(8);
    }

    @Property(tries = 300)
    void noTimeIsLongerThanEightCharacters(@ForAll @LongRange(min = 0, max = 8_000_000_000L) long millis) {
        assertThat(Amount.duration(millis).length()).isLessThanOrEqualTo(8);
    }
}
