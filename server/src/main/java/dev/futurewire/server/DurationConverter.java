package dev.futurewire.server;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Converts durations on the command line: {@code 500ms}, {@code 10s}, {@code 2m}, {@code 1.5h}, or ISO 8601, {@code PT10S}.
 */
class DurationConverter implements ITypeConverter<Duration> {
    /** Longer than any useful timeout, short enough not to overflow when durations are added. */
    private static final Duration LONGEST = Duration.ofDays(10_000);

    private static final Pattern NUMBER_AND_UNIT = Pattern.compile("(\\d{1,12}(?:\\.\\d{1,9})?) ?(ms|s|m|h|d)");

    @Override
    public Duration convert(String text) {
        Duration duration = parse(text);
        if (duration.isNegative()) {
            throw new TypeConversionException("'" + text + "' is negative");
        }
        if (duration.compareTo(LONGEST) > 0) {
            throw new TypeConversionException("'" + text + "' is more than " + LONGEST.toDays() + "d");
        }
        return duration;
    }

    private static Duration parse(String text) {
        Matcher matcher = NUMBER_AND_UNIT.matcher(text.toLowerCase(Locale.ROOT));
        try {
            return matcher.matches()
                    ? inUnit(Double.parseDouble(matcher.group(1)), matcher.group(2))
                    : Duration.parse(text);
        } catch (DateTimeParseException | ArithmeticException e) {
            throw new TypeConversionException(
                    "'" + text + "' is not a duration; write 500ms, 10s, 2m, 1h or ISO 8601 such as PT10S");
        }
    }

    private static Duration inUnit(double number, String unit) {
        long nanosPerUnit = switch (unit) {
            case "ms" -> 1_000_000L;
            case "s" -> 1_000_000_000L;
            case "m" -> 60 * 1_000_000_000L;
            case "h" -> 3_600 * 1_000_000_000L;
            default -> 86_400 * 1_000_000_000L;
        };
        return Duration.ofNanos(Math.round(number * nanosPerUnit));
    }

    /** For a duration of at least a millisecond. */
    static final class Positive extends DurationConverter {
        @Override
        public Duration convert(String text) {
            Duration duration = super.convert(text);
            if (duration.toMillis() < 1) {
                throw new TypeConversionException("'" + text + "' is less than 1ms");
            }
            return duration;
        }
    }
}
