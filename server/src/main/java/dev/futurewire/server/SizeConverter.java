package dev.futurewire.server;

import dev.futurewire.server.service.ServiceOptions;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Converts sizes on the command line to bytes: {@code 65536}, {@code 64KiB}, {@code 1MiB}; {@code kB} and {@code MB} are powers
 * of ten.
 */
final class SizeConverter implements ITypeConverter<Integer> {
    private static final Pattern NUMBER_AND_UNIT = Pattern.compile("(\\d{1,10}) ?(b|kib|mib|gib|kb|mb|gb)?");

    @Override
    public Integer convert(String text) {
        return (int) bytes(text, ServiceOptions.LARGEST_MAX_LINE, "1GiB");
    }

    private static long bytes(String text, long most, String mostInWords) {
        Matcher matcher = NUMBER_AND_UNIT.matcher(text.toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw new TypeConversionException("'" + text + "' is not a size; write 65536, 64KiB or 1MiB");
        }
        long bytes = Long.parseLong(matcher.group(1)) * bytesPer(matcher.group(2) != null ? matcher.group(2) : "b");
        if (bytes < 1 || bytes > most) {
            throw new TypeConversionException("'" + text + "' is not between 1 byte and " + mostInWords);
        }
        return bytes;
    }

    /** For sizes that may exceed the maximum length of an array. */
    static final class Large implements ITypeConverter<Long> {
        /** The largest size: 1 TiB. */
        private static final long MOST = 1L << 40;

        @Override
        public Long convert(String text) {
            return bytes(text, MOST, "1024GiB");
        }
    }

    private static long bytesPer(String unit) {
        return switch (unit) {
            case "kib" -> 1L << 10;
            case "mib" -> 1L << 20;
            case "gib" -> 1L << 30;
            case "kb" -> 1_000;
            case "mb" -> 1_000_000;
            case "gb" -> 1_000_000_000;
            default -> 1;
        };
    }
}
