package dev.futurewire.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The cost of a line with 1 to 10,000 connections. Every batch is one read and one write, regardless of their number. In a
 * round, one server serves all numbers, so that they run the same compiled code; they take turns, and their order is rotated.
 */
record ConnectionGrowth(
        Launcher launcher, Timing timing, List<Peer> peers, List<Integer> connections, PrintStream progress) {
    static final List<Integer> CONNECTIONS = List.of(1, 10, 100, 1_000, 10_000);
    private static final int WARM = 64;
    /** Maximum increase of a line's cost with more connections; a decrease is not judged. */
    private static final double FLAT = 0.25;

    private record Curves(Curve costs, Curve rates) {}

    GrowthReport run() {
        GrowthReport report =
                new GrowthReport("peer", "connections", "rate/s", "cpu each", "middle half", "/ 1 connection");
        Map<Peer, Curves> curves = new LinkedHashMap<>();
        for (int round = 0; round < timing.rounds(); round++) {
            for (Peer peer : peers) {
                Curves own = curves.computeIfAbsent(
                        peer, any -> new Curves(new Curve(connections.size()), new Curve(connections.size())));
                try {
                    measure(peer, round, own);
                } catch (PeerUnavailableException e) {
                    report.note(peer.name() + " skipped: " + e.reason());
                } catch (IOException e) {
                    report.failed(peer.name(), String.valueOf(e.getMessage()));
                }
            }
        }
        curves.forEach((peer, own) -> report(peer, own.costs(), own.rates(), report));
        return report;
    }

    private void measure(Peer peer, int round, Curves curves) throws IOException, PeerUnavailableException {
        try (Server server = launcher.start(peer, List.of());
                Load load = launcher.startLoad()) {
            load.measure(Workload.PIPELINED, shape(WARM), server, timing.toWarmUp());
            for (int turn = 0; turn < timing.turns(); turn++) {
                String when = "round " + (round + 1) + "/" + timing.rounds() + ", turn " + (turn + 1) + "/"
                        + timing.turns() + "  " + peer.name();
                measure(server, load, round + turn, when, curves);
            }
        }
    }

    private void measure(Server server, Load load, int first, String when, Curves curves) throws IOException {
        double[] cost = new double[connections.size()];
        double[] rate = new double[connections.size()];
        for (int i = 0; i < connections.size(); i++) {
            int point = (i + first) % connections.size();
            Sample sample = load.measure(Workload.PIPELINED, shape(connections.get(point)), server, timing.toMeasure());
            cost[point] = sample.cpuNanosPerRequest();
            rate[point] = sample.perSecond();
            progress.println("  " + when + ", " + connections.get(point) + " connections: " + sample);
        }
        curves.costs().add(cost);
        curves.rates().add(rate);
    }

    private static Workload.Shape shape(int connections) {
        Workload.Shape own = Workload.PIPELINED.shape();
        return new Workload.Shape(connections, own.depth(), own.bytes());
    }

    private void report(Peer peer, Curve costs, Curve rates, GrowthReport report) {
        if (costs.rounds().isEmpty()) {
            return;
        }
        for (int i = 0; i < connections.size(); i++) {
            Spread cost = costs.at(i);
            report.line(
                    peer.name(),
                    String.format(Locale.ROOT, "%,d", connections.get(i)),
                    FigureFormat.rate(rates.at(i).median()),
                    FigureFormat.nanos(cost.median()),
                    FigureFormat.nanos(cost.low()) + " .. " + FigureFormat.nanos(cost.high()),
                    FigureFormat.ratio(costs.ratio(i, 0)));
        }
        report.verdict(
                costs.growth() <= FLAT,
                peer.name() + " with more connections costs at most " + FigureFormat.percent(FLAT)
                        + " more than with fewer: " + FigureFormat.percent(costs.growth()) + " (greatest / least "
                        + FigureFormat.ratio(costs.band()) + ")");
        report.keep(
                peer.name() + " nanos per line",
                connections.stream().map(String::valueOf).toList(),
                costs);
    }
}
