package dev.futurewire.monitor.model;

import java.util.Locale;

/** Formats numbers for display: three significant digits, decimal units, stable width. */
public final class DisplayFormat {
    private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB", "PB"};
    private static final long SECOND = 1_000;
    private static final long MINUTE = 60 * SECOND;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;

    private DisplayFormat() {}

    /** Formats a size, such as {@code 0 B}, {@code 512 B} or {@code 41.2 MB}. */
    public static String bytes(double bytes) {
        double value = Math.max(0, bytes);
        int unit = 0;
        while (value >= 999.5 && unit < UNITS.length - 1) {
            value /= 1000;
            unit++;
        }
        String number = unit == 0 || value >= 99.95
                ? String.format(locale(), "%.0f", value)
                : String.format(locale(), "%.1f", value);
        return number + " " + UNITS[unit];
    }

    /** Formats a size as {@link #bytes(double)} does. */
    public static String bytes(long bytes) {
        return bytes((double) bytes);
    }

    /** Formats a rate in bytes per second; zero becomes a dash, so that active connections stand out. */
    public static String rate(double bytesPerSecond) {
        return bytesPerSecond < 0.5 ? "–" : bytes(bytesPerSecond) + "/s";
    }

    /** Formats a count with the locale's grouping, such as {@code 9,987}. */
    public static String count(double number) {
        return String.format(locale(), "%,.0f", number);
    }

    /** Formats a count as {@link #count(double)} does. */
    public static String count(long number) {
        return count((double) number);
    }

    /** Formats a duration, such as {@code 14 ms}, {@code 7.2 s}, {@code 1m 54s}, {@code 2h 07m} or {@code 3d 4h}. */
    public static String duration(long millis) {
        if (millis < 0) {
            return "0 ms";
        }
        if (millis < SECOND) {
            return millis + " ms";
        }
        if (millis < MINUTE) {
            return millis < 10 * SECOND
                    ? String.format(locale(), "%.1f s", Math.floor(millis / 100.0) / 10)
                    : millis / SECOND + " s";
        }
        if (millis < HOUR) {
            return String.format(locale(), "%dm %02ds", millis / MINUTE, millis % MINUTE / SECOND);
        }
        if (millis < DAY) {
            return String.format(locale(), "%dh %02dm", millis / HOUR, millis % HOUR / MINUTE);
        }
        return String.format(locale(), "%dd %dh", millis / DAY, millis % DAY / HOUR);
    }

    private static Locale locale() {
        return Locale.getDefault(Locale.Category.FORMAT);
    }
}
