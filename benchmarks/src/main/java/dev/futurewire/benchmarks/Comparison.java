package dev.futurewire.benchmarks;

import java.util.ArrayList;
import java.util.List;

/**
 * The table of one row: the median of each figure over the rounds, and ratios to each baseline, round by round.
 *
 * @param baselines whom the others are divided by
 */
record Comparison(List<String> baselines) {
    /** Of work: ratios are of requests for each second of the server's own processor time. */
    Table ofWork(Results<Sample> results) {
        List<String> headings = new ArrayList<>(List.of(
                "peer",
                "10 s",
                "rate/s",
                "cpu each",
                "per cpu s",
                "p50",
                "p99",
                "p99.9",
                "server",
                "jit",
                "others",
                "client"));
        baselines.forEach(baseline -> headings.add("per cpu s / " + baseline));
        Table table = new Table(headings);
        for (String peer : results.peers()) {
            if (results.has(peer)) {
                List<String> cells = new ArrayList<>(List.of(
                        peer,
                        deadline(peer),
                        Figures.rate(results.spread(peer, Sample::perSecond).median()),
                        Figures.nanos(
                                results.spread(peer, Sample::cpuNanosPerRequest).median()),
                        Figures.rate(results.spread(peer, Sample::perCpuSecond).median()),
                        Figures.nanos(results.spread(peer, Sample::p50Nanos).median()),
                        Figures.nanos(results.spread(peer, Sample::p99Nanos).median()),
                        Figures.nanos(results.spread(peer, Sample::p999Nanos).median()),
                        Figures.percent(results.spread(peer, Sample::server).median()),
                        Figures.percent(results.spread(peer, Sample::jit).median()),
                        Figures.percent(results.spread(peer, Sample::others).median()),
                        Figures.percent(results.spread(peer, Sample::client).median())));
                for (String baseline : baselines) {
                    cells.add(results.ratio(peer, baseline, Sample::perCpuSecond)
                            .map(Figures::ratio)
                            .orElse("-"));
                }
                table.add(cells);
            } else {
                table.add(List.of(peer, deadline(peer)));
            }
        }
        return table;
    }

    /** Of idle connections: ratios are of resident memory. */
    Table ofIdle(Results<IdleSample> results) {
        List<String> headings =
                new ArrayList<>(List.of("peer", "10 s", "empty", "resident each", "2nd half", "heap each"));
        baselines.forEach(baseline -> headings.add("resident / " + baseline));
        Table table = new Table(headings);
        for (String peer : results.peers()) {
            if (results.has(peer)) {
                double heap = results.spread(peer, IdleSample::heapOrNaN).median();
                List<String> cells = new ArrayList<>(List.of(
                        peer,
                        deadline(peer),
                        Figures.bytes(results.spread(peer, IdleSample::empty).median()),
                        Figures.bytes(results.spread(peer, IdleSample::resident).median()),
                        Figures.bytes(
                                results.spread(peer, IdleSample::residentLater).median()),
                        Double.isNaN(heap) ? "-" : Figures.bytes(heap)));
                for (String baseline : baselines) {
                    cells.add(results.ratio(peer, baseline, IdleSample::resident)
                            .map(Figures::ratio)
                            .orElse("-"));
                }
                table.add(cells);
            } else {
                table.add(List.of(peer, deadline(peer)));
            }
        }
        return table;
    }

    private static String deadline(String peer) {
        return Peers.of(peer).deadline() ? "yes" : "no";
    }
}
