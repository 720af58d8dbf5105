package dev.futurewire.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** A figure at several points, from the smallest to the greatest, over several rounds. */
final class Curve {
    private final int points;
    private final List<double[]> rounds = new ArrayList<>();

    Curve(int points) {
        this.points = points;
    }

    /** Adds what one round measured: a value for each point. */
    void add(double... values) {
        if (values.length != points) {
            throw new IllegalArgumentException(values.length + " values for " + points + " points");
        }
        rounds.add(values.clone());
    }

    Spread at(int point) {
        return Spread.of(rounds.stream().map(round -> round[point]).toList());
    }

    /** A point's value over another's in the same round. */
    Spread ratio(int point, int base) {
        return Spread.of(
                rounds.stream().map(round -> round[point] / round[base]).toList());
    }

    /** The greatest of the points' medians over the least: 1 if the curve is flat. */
    double band() {
        return medians().max().orElse(Double.NaN) / medians().min().orElse(Double.NaN);
    }

    /** How much more a point has than one before it, at most: 0.25 for a quarter; 0 if the curve only falls. */
    double growth() {
        return IntStream.range(0, points)
                .mapToDouble(point -> IntStream.range(0, point)
                        .mapToDouble(before -> ratio(point, before).median() - 1)
                        .max()
                        .orElse(0))
                .map(growth -> Math.max(0, growth))
                .max()
                .orElse(Double.NaN);
    }

    private DoubleStream medians() {
        return IntStream.range(0, points).mapToDouble(point -> at(point).median());
    }

    /** Every value: by round, then by point. */
    List<double[]> rounds() {
        return rounds;
    }
}
