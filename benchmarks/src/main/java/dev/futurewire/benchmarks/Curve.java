package dev.futurewire.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** A figure at several points, in ascending order, over several rounds. */
final class Curve {
    private final int points;
    private final List<double[]> rounds = new ArrayList<>();

    Curve(int points) {
        this.points = points;
    }

    /** Adds the values of a round, one for each point. */
    void add(double... values) {
        if (values.length != points) {
            throw new IllegalArgumentException(values.length + " values for " + points + " points");
        }
        rounds.add(values.clone());
    }

    Spread at(int point) {
        return Spread.of(rounds.stream().map(round -> round[point]).toList());
    }

    /** Returns the ratio of two points, computed round by round. */
    Spread ratio(int point, int base) {
        return Spread.of(
                rounds.stream().map(round -> round[point] / round[base]).toList());
    }

    /** Returns the ratio of the greatest to the least median: 1 for a flat curve. */
    double band() {
        return medians().max().orElse(Double.NaN) / medians().min().orElse(Double.NaN);
    }

    /** Returns the greatest relative increase from a point to a later one: 0.25 for a quarter; 0 if the curve only falls. */
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

    /** Returns all values, by round, then by point. */
    List<double[]> rounds() {
        return rounds;
    }
}
