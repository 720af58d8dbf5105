package dev.futurewire.monitor;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** Ratios of several rounds, told as their median and how far they lie apart. */
final class Ratios {
    private final List<Double> ratios = new ArrayList<>();

    void add(double ratio) {
        ratios.add(ratio);
    }

    private double median() {
        List<Double> sorted = new ArrayList<>(ratios);
        Collections.sort(sorted);
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    /** {@code 98.7 % (97.5..100.1)}. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%.1f %% (%.1f..%.1f)",
                100 * median(),
                100 * Collections.min(ratios),
                100 * Collections.max(ratios));
    }
}
