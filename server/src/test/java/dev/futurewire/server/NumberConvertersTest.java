package dev.futurewire.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

/** Converters of sizes, ports and counts. */
final class NumberConvertersTest {
    @ParameterizedTest
    @CsvSource({
        "65536, 65536",
        "1, 1",
        "512B, 512",
        "64KiB, 65536",
        "64kib, 65536",
        "64 KiB, 65536",
        "1MiB, 1048576",
        "1GiB, 1073741824",
        "64kB, 64000",
        "1MB, 1000000",
    })
    void parsesSizes(String text, int bytes) {
        assertEquals(bytes, new SizeConverter().convert(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "KiB", "-1", "1.5MiB", "64K", "64KiBs", "a lot", "0x10", "٣"})
    void rejectsMalformedSizes(String text) {
        TypeConversionException refusal =
                assertThrows(TypeConversionException.class, () -> new SizeConverter().convert(text));
        assertEquals("'" + text + "' is not a size; write 65536, 64KiB or 1MiB", refusal.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "0KiB", "1073741825", "2GiB", "9999999999GiB"})
    void rejectsSizesOutOfRange(String text) {
        TypeConversionException refusal =
                assertThrows(TypeConversionException.class, () -> new SizeConverter().convert(text));
        assertEquals("'" + text + "' is not between 1 byte and 1GiB", refusal.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1", "7000", "65535"})
    void parsesPorts(String text) {
        assertEquals(Integer.parseInt(text), new PortConverter().convert(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "65536", "999999999999", "http", "70 00", "٧"})
    void rejectsInvalidPorts(String text) {
        assertThrows(TypeConversionException.class, () -> new PortConverter().convert(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "-1", "9999999999", "many", "1.0"})
    void rejectsInvalidCounts(String text) {
        assertEquals(12, new CountConverter().convert("12"));
        assertThrows(TypeConversionException.class, () -> new CountConverter().convert(text));
    }
}
