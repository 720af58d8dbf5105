package dev.futurewire.monitor.model.filter;

import java.util.Locale;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parses sizes and times as typed in a filter. */
final class Quantity {
    private static final Pattern SIZE = Pattern.compile("(\\d+(?:\\.\\d+)?)([kmgt]?)(i?)b?(?:/s)?");
    private static final Pattern TIME = Pattern.compile("(\\d+(?:\\.\\d+)?)(ms|s|m|h|d|)");

    private Quantity() {}

    /** Parses a size, such as {@code 1M}, {@code 64k}, {@code 1.5MiB} or {@code 500}; empty if it is malformed. */
    static OptionalDouble size(String text) {
        Matcher matcher = SIZE.matcher(text.toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            return OptionalDouble.empty();
        }
        double base = matcher.group(3).isEmpty() ? 1000 : 1024;
        int power = " kmgt".indexOf(matcher.group(2).isEmpty() ? " " : matcher.group(2));
        return OptionalDouble.of(Double.parseDouble(matcher.group(1)) * Math.pow(base, power));
    }

    /**
     * Parses a time, such as {@code 30s}, {@code 500ms} or {@code 2m}, into milliseconds; empty if it is malformed. A plain
     * number is in seconds.
     */
    static OptionalDouble time(String text) {
        Matcher matcher = TIME.matcher(text.toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            return OptionalDouble.empty();
        }
        double unit = switch (matcher.group(2)) {
            case "ms" -> 1;
            case "m" -> 60_000;
            case "h" -> 3_600_000;
            case "d" -> 86_400_000;
            default -> 1_000;
        };
        return OptionalDouble.of(Double.parseDouble(matcher.group(1)) * unit);
    }
}
