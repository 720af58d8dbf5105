package dev.futurewire.benchmarks;

import java.util.Collection;

/**
 * The median and the middle half of a figure's measurements. Up to four measurements, the middle half is the whole range; with
 * one, all three are equal and indicate no error.
 */
record Spread(double low, double median, double high) {
    static Spread of(Collection<Double> values) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        if (sorted.length == 0) {
            throw new IllegalArgumentException("no values");
        }
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        int outer = (sorted.length - 1) / 4;
        return new Spread(sorted[outer], median, sorted[sorted.length - 1 - outer]);
    }
}
