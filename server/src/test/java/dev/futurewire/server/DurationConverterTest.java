package dev.futurewire.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

final class DurationConverterTest {
    @ParameterizedTest
    @CsvSource({
        "500ms, PT0.5S",
        "10s, PT10S",
        "10S, PT10S",
        "10 s, PT10S",
        "2m, PT2M",
        "1h, PT1H",
        "1.5h, PT1H30M",
        "0.25s, PT0.25S",
        "1d, PT24H",
        "0s, PT0S",
        "PT10S, PT10S",
        "pt1m30s, PT1M30S",
        "P1D, PT24H",
        "10000d, PT240000H",
    })
    void reads(String text, String iso) {
        assertEquals(Duration.parse(iso), new DurationConverter().convert(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "10",
                "s",
                "ten seconds",
                "10 sec",
                "1,5s",
                "1s2m",
                "10s ",
                "0x1s",
                "1e3s",
                "٣s",
                "1.s",
                ".5s"
            })
    void rejectsMalformedDurations(String text) {
        TypeConversionException refusal =
                assertThrows(TypeConversionException.class, () -> new DurationConverter().convert(text));
        assertTrue(refusal.getMessage().startsWith("'" + text + "' is not a duration; write"), refusal.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"10001d", "999999999999d", "P99999999D", "999999999999h", "PT9223372036854775807S"})
    void rejectsDurationsThatCouldOverflow(String text) {
        TypeConversionException refusal =
                assertThrows(TypeConversionException.class, () -> new DurationConverter().convert(text));
        assertEquals("'" + text + "' is more than 10000d", refusal.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"-PT1S", "PT-1S"})
    void rejectsNegativeDurations(String text) {
        assertThrows(TypeConversionException.class, () -> new DurationConverter().convert(text));
    }

    @Test
    void rejectsATimeoutOfZero() {
        DurationConverter converter = new DurationConverter.Positive();
        assertEquals(Duration.ofMillis(1), converter.convert("1ms"));
        assertThrows(TypeConversionException.class, () -> converter.convert("0s"));
        assertThrows(TypeConversionException.class, () -> converter.convert("0.5ms"));
    }
}
