package dev.futurewire.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/**
 * The gain of a second loop on two cores. There is no third core for the load client: it shares the two, sleeps instead of
 * polling, and its share is printed. So two loops cannot reach twice the rate of one, and a plain echo is not judged; with a
 * handler that computes for each line, the client's share is small, and they nearly can.
 */
record LoopGrowth(Launcher launcher, Timing timing, List<Peer> peers, PrintStream progress) {
    private static final int[] LOOPS = {1, 2};
    private static final double SCALES = 1.6;

    /** Rounds of hashing a line of 64 bytes: about 20 us. */
    private static final int COMPUTING = 400;

    GrowthReport run() {
        GrowthReport report = new GrowthReport(
                "peer", "handler", "loops", "rate/s", "cpu each", "server cores", "client cores", "rate / 1 loop");
        for (Peer peer : peers) {
            if (peer.isFuturewire()) {
                report(peer, "echo", 0, report);
                report(peer, "computes", COMPUTING, report);
            } else {
                report.note(peer.name() + " skipped: it always runs one loop");
            }
        }
        return report;
    }

    private void report(Peer peer, String handler, int computing, GrowthReport report) {
        Curve rates = new Curve(LOOPS.length);
        Curve costs = new Curve(LOOPS.length);
        Curve servers = new Curve(LOOPS.length);
        Curve clients = new Curve(LOOPS.length);
        try {
            for (int round = 1; round <= timing.rounds(); round++) {
                Sample[] samples = new Sample[LOOPS.length];
                for (int i = 0; i < LOOPS.length; i++) {
                    int point = (i + round) % LOOPS.length;
                    samples[point] = measure(peer, LOOPS[point], computing);
                    progress.println("  round " + round + "/" + timing.rounds() + "  " + peer.name() + ", " + handler
                            + ", loops " + LOOPS[point] + ": " + samples[point]);
                }
                rates.add(samples[0].perSecond(), samples[1].perSecond());
                costs.add(samples[0].cpuNanosPerRequest(), samples[1].cpuNanosPerRequest());
                servers.add(samples[0].server(), samples[1].server());
                clients.add(samples[0].clientCores(), samples[1].clientCores());
            }
        } catch (IOException e) {
            report.failed(peer.name() + ", " + handler, String.valueOf(e.getMessage()));
            return;
        } catch (PeerUnavailableException e) {
            report.note(peer.name() + " skipped: " + e.reason());
            return;
        }
        for (int i = 0; i < LOOPS.length; i++) {
            report.line(
                    peer.name(),
                    handler,
                    Integer.toString(LOOPS[i]),
                    FigureFormat.rate(rates.at(i).median()),
                    FigureFormat.nanos(costs.at(i).median()),
                    cores(servers.at(i)),
                    cores(clients.at(i)),
                    FigureFormat.ratio(rates.ratio(i, 0)));
        }
        double gained = rates.ratio(1, 0).median();
        if (computing == 0) {
            report.note(peer.name() + ", " + handler + ": not judged, since the client used "
                    + cores(clients.at(1)) + " of the two cores; with two loops, a line costs "
                    + FigureFormat.ratio(costs.ratio(1, 0).median()) + " times the server's processor time with one");
        } else {
            report.verdict(
                    gained >= SCALES,
                    peer.name() + ", " + handler + ", two loops >= " + FigureFormat.ratio(SCALES) + " x one: "
                            + FigureFormat.ratio(gained));
        }
        report.keep(peer.name() + " " + handler + " lines per second", List.of("1", "2"), rates);
    }

    private Sample measure(Peer peer, int loops, int computing) throws IOException, PeerUnavailableException {
        Peer set = peer.with("--loops", Integer.toString(loops), "--computing", Integer.toString(computing));
        try (Server server = launcher.startOnBoth(set);
                Load load = launcher.startLoadOnBoth()) {
            return load.measureAsleep(Workload.PIPELINED, Workload.PIPELINED.shape(), server, timing);
        }
    }

    private static String cores(Spread share) {
        return String.format(Locale.ROOT, "%.2f", share.median());
    }
}
