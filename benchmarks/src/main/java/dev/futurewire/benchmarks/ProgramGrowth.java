package dev.futurewire.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The growth rows that a program measures in its own process, without a load client; of Futurewire only. */
record ProgramGrowth(Launcher launcher, Timing timing, PrintStream progress) {
    static final List<String> SIZES = List.of("8", "16", "32", "64");
    static final List<String> FEWER_SIZES = List.of("4", "8", "16");
    static final int DEADLINES = 1_000_000;
    /** Long enough for the timer wheel to cascade at least one of its 41 s slots. */
    static final int SECONDS = 45;

    static final int FEWER_SECONDS = 5;

    private static final int TIMEOUT_SECONDS = 180;

    /** Large enough for the longest line, twice while it grows, and a copy; or for a million channels. */
    private static final List<String> LARGE_HEAP = List.of("-Xmx6g");

    private static final double LINEAR = 1.25;

    /** Maximum cost of a million deadlines: a thousandth of a core. */
    private static final double NEGLIGIBLE = 0.001;

    private static final long MIB = 1024 * 1024;

    /**
     * Measures a line that arrives a byte at a time.
     *
     * @param sizes lengths of the line in MiB, ascending
     */
    GrowthReport line(List<String> sizes) throws IOException {
        Curve costs = new Curve(sizes.size());
        for (int round = 1; round <= timing.rounds(); round++) {
            List<Double> nanos = run("LineProgram", round, sizes);
            double[] each = new double[nanos.size()];
            for (int i = 0; i < each.length; i++) {
                each[i] = nanos.get(i) / (Integer.parseInt(sizes.get(i)) * MIB);
            }
            costs.add(each);
        }
        GrowthReport report = new GrowthReport("length", "cpu", "cpu for a byte", "/ the shortest");
        for (int i = 0; i < sizes.size(); i++) {
            report.line(
                    sizes.get(i) + " MiB",
                    FigureFormat.nanos(costs.at(i).median() * Integer.parseInt(sizes.get(i)) * MIB),
                    FigureFormat.nanos(costs.at(i).median()),
                    FigureFormat.ratio(costs.ratio(i, 0)));
        }
        report.verdict(
                costs.band() <= LINEAR,
                "a byte's cost, greatest / least, <= " + FigureFormat.ratio(LINEAR) + ": "
                        + FigureFormat.ratio(costs.band()));
        report.keep("nanos per byte by MiB", sizes, costs);
        return report;
    }

    /**
     * Measures pending reads, first without deadlines, then with them.
     *
     * @param number number of pending reads
     * @param seconds duration of each measurement
     */
    GrowthReport deadlines(int number, int seconds) throws IOException {
        List<String> counts = List.of("0", Integer.toString(number));
        List<String> arguments = List.of(counts.get(1), Integer.toString(seconds));
        Curve shares = new Curve(counts.size());
        for (int round = 1; round <= timing.rounds(); round++) {
            List<Double> share = run("DeadlineProgram", round, arguments);
            shares.add(share.get(0) / 1e9, share.get(1) / 1e9);
        }
        GrowthReport report = new GrowthReport("deadlines", "cpu for each second", "middle half");
        for (int i = 0; i < counts.size(); i++) {
            Spread share = shares.at(i);
            report.line(
                    String.format(Locale.ROOT, "%,d", Integer.parseInt(counts.get(i))),
                    FigureFormat.nanos(share.median() * 1e9),
                    FigureFormat.nanos(share.low() * 1e9) + " .. " + FigureFormat.nanos(share.high() * 1e9));
        }
        double more = shares.at(1).median() - shares.at(0).median();
        report.verdict(
                more <= NEGLIGIBLE,
                String.format(Locale.ROOT, "%,d", number) + " deadlines cost <= " + NEGLIGIBLE * 100
                        + " % of a core more: " + String.format(Locale.ROOT, "%.4f", more * 100) + " %");
        report.keep("cores", counts, shares);
        return report;
    }

    /** Runs a program, which prints a number for each point. */
    private List<Double> run(String program, int round, List<String> arguments) throws IOException {
        try (PinnedProcess process = launcher.startProgram(program, LARGE_HEAP, arguments.toArray(String[]::new))) {
            List<Double> numbers = new ArrayList<>();
            for (String line = process.receive(TIMEOUT_SECONDS);
                    !line.equals("end");
                    line = process.receive(TIMEOUT_SECONDS)) {
                numbers.add(Double.valueOf(line));
                progress.println("  round " + round + "/" + timing.rounds() + "  " + program + ": " + line + " ns");
            }
            return numbers;
        }
    }
}
