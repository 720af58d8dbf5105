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

final class DisplayFormatTest {
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
        assertThat(DisplayFormat.bytes(0)).isEqualTo("0 B");
        assertThat(DisplayFormat.bytes(999)).isEqualTo("999 B");
        assertThat(DisplayFormat.bytes(1_000)).isEqualTo("1.0 kB");
        assertThat(DisplayFormat.bytes(41_234_567)).isEqualTo("41.2 MB");
        assertThat(DisplayFormat.bytes(999_950_000)).isEqualTo("1.0 GB");
        assertThat(DisplayFormat.rate(0)).isEqualTo("–");
        assertThat(DisplayFormat.rate(547_000)).isEqualTo("547 kB/s");
    }

    @Test
    void timesChangeTheirUnit() {
        assertThat(DisplayFormat.duration(14)).isEqualTo("14 ms");
        assertThat(DisplayFormat.duration(7_290)).isEqualTo("7.2 s");
        assertThat(DisplayFormat.duration(59_999)).isEqualTo("59 s");
        assertThat(DisplayFormat.duration(114_000)).isEqualTo("1m 54s");
        assertThat(DisplayFormat.duration(7_620_000)).isEqualTo("2h 07m");
        assertThat(DisplayFormat.duration(273_600_000)).isEqualTo("3d 4h");
    }

    @Property(tries = 300)
    void noSizeIsLongerThanEightCharacters(@ForAll @DoubleRange(min = 0, max = 9e17) double bytes) {
        assertThat(DisplayFormat.bytes(bytes).length()).isLessThanOrEqualTo(8);
    }

    @Property(tries = 300)
    void noTimeIsLongerThanEightCharacters(@ForAll @LongRange(min = 0, max = 8_000_000_000L) long millis) {
        assertThat(DisplayFormat.duration(millis).length()).isLessThanOrEqualTo(8);
    }
}
