package dev.futurewire.benchmarks;

import java.util.Locale;

/** Formats figures with three significant digits and a unit. */
final class FigureFormat {
    private static final double KIB = 1024;

    private FigureFormat() {}

    static String rate(double perSecond) {
        if (perSecond >= 1e6) {
            return digits(perSecond / 1e6) + "M";
        }
        return perSecond >= 1e3 ? digits(perSecond / 1e3) + "k" : digits(perSecond);
    }

    static String nanos(double nanos) {
        if (nanos >= 1e6) {
            return digits(nanos / 1e6) + " ms";
        }
        return nanos >= 1e3 ? digits(nanos / 1e3) + " us" : digits(nanos) + " ns";
    }

    static String bytes(double bytes) {
        if (Math.abs(bytes) >= KIB * KIB) {
            return digits(bytes / KIB / KIB) + " MiB";
        }
        return Math.abs(bytes) >= KIB ? digits(bytes / KIB) + " KiB" : digits(bytes) + " B";
    }

    static String percent(double share) {
        return Math.round(share * 100) + "%";
    }

    static String ratio(double ratio) {
        return String.format(Locale.ROOT, "%.2f", ratio);
    }

    static String ratio(Spread ratio) {
        return ratio(ratio.median()) + " (" + ratio(ratio.low()) + " .. " + ratio(ratio.high()) + ")";
    }

    private static String digits(double value) {
        double size = Math.abs(value);
        int decimals = size >= 100 ? 0 : size >= 10 ? 1 : 2;
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }
}
