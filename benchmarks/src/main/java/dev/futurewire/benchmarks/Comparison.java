package dev.futurewire.benchmarks;

import java.util.ArrayList;
import java.util.List;

/**
 * The table of a row: the median of each figure over the rounds, and the ratio to each baseline, computed round by round.
 *
 * @param baselines peers to compute ratios against
 */
record Comparison(List<String> baselines) {
    /** Creates the table of a work row, with ratios of requests per second of the server's processor time. */
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
                        FigureFormat.rate(
                                results.spread(peer, Sample::perSecond).median()),
                        FigureFormat.nanos(
                                results.spread(peer, Sample::cpuNanosPerRequest).median()),
                        FigureFormat.rate(
                                results.spread(peer, Sample::perCpuSecond).median()),
                        FigureFormat.nanos(
                                results.spread(peer, Sample::p50Nanos).median()),
                        FigureFormat.nanos(
                                results.spread(peer, Sample::p99Nanos).median()),
                        FigureFormat.nanos(
                                results.spread(peer, Sample::p999Nanos).median()),
                        FigureFormat.percent(
                                results.spread(peer, Sample::server).median()),
                        FigureFormat.percent(results.spread(peer, Sample::jit).median()),
                        FigureFormat.percent(
                                results.spread(peer, Sample::others).median()),
                        FigureFormat.percent(
                                results.spread(peer, Sample::client).median())));
                for (String baseline : baselines) {
                    cells.add(results.ratio(peer, baseline, Sample::perCpuSecond)
                            .map(FigureFormat::ratio)
                            .orElse("-"));
                }
                table.add(cells);
            } else {
                table.add(List.of(peer, deadline(peer)));
            }
        }
        return table;
    }

    /** Creates the table of idle connections, with ratios of resident memory. */
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
                        FigureFormat.bytes(
                                results.spread(peer, IdleSample::empty).median()),
                        FigureFormat.bytes(
                                results.spread(peer, IdleSample::resident).median()),
                        FigureFormat.bytes(
                                results.spread(peer, IdleSample::residentLater).median()),
                        Double.isNaN(heap) ? "-" : FigureFormat.bytes(heap)));
                for (String baseline : baselines) {
                    cells.add(results.ratio(peer, baseline, IdleSample::resident)
                            .map(FigureFormat::ratio)
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
