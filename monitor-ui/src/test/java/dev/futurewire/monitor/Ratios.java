package dev.futurewire.monitor;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** Ratios of several rounds, reported as their median and middle half. */
final class Ratios {
    private final List<Double> ratios = new ArrayList<>();

    void add(double ratio) {
        ratios.add(ratio);
    }

    /** Returns a quantile, interpolated linearly. */
    private double quantile(double part) {
        List<Double> sorted = new ArrayList<>(ratios);
        Collections.sort(sorted);
        double at = part * (sorted.size() - 1);
        int below = (int) at;
        int above = Math.min(below + 1, sorted.size() - 1);
        return sorted.get(below) + (at - below) * (sorted.get(above) - sorted.get(below));
    }

    /** Returns median and middle half, such as {@code 98.7 % (97.5..100.1)}. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT, "%.1f %% (%.1f..%.1f)", 100 * quantile(0.5), 100 * quantile(0.25), 100 * quantile(0.75));
    }
}
