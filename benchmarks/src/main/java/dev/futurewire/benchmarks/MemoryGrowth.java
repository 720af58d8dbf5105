package dev.futurewire.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The memory of idle connections. It is linear if the last connections hold no more than those before; the first thousand
 * appear larger in resident memory, since a heap grows in steps.
 */
record MemoryGrowth(
        Launcher launcher, Timing timing, List<Peer> peers, List<Integer> connections, PrintStream progress) {
    private static final List<Integer> WANTED = List.of(1_000, 5_000, 10_000, 20_000);

    /** Open files other than connections, of a server and of the client. */
    private static final int OTHER_FILES = 1_000;

    /** Maximum ratio of the memory of the last connections to that of those before. */
    private static final double LINEAR = 1.25;

    /** Raises the default limit of connections from one address of a Futurewire server. */
    private static final String[] ALL_FROM_ONE_ADDRESS = {"--per-address", "65536"};

    private record Curves(Curve resident, Curve heap) {}

    /** Returns the numbers of connections to measure, limited by the number of open files a process may have. */
    static List<Integer> steps() throws IOException {
        int most = Machine.openFiles() - OTHER_FILES;
        return WANTED.stream().map(wanted -> Math.min(wanted, most)).distinct().toList();
    }

    GrowthReport run() {
        GrowthReport report = new GrowthReport(
                "peer", "connections", "resident each", "of those since", "heap each", "of those since");
        Map<Peer, Curves> curves = new LinkedHashMap<>();
        for (int round = 1; round <= timing.rounds(); round++) {
            for (Peer peer : peers) {
                Curves own = curves.computeIfAbsent(
                        peer, any -> new Curves(new Curve(connections.size() + 1), new Curve(connections.size() + 1)));
                try {
                    measure(peer, own);
                    progress.println("  round " + round + "/" + timing.rounds() + "  " + peer.name());
                } catch (PeerUnavailableException e) {
                    report.note(peer.name() + " skipped: " + e.reason());
                } catch (IOException e) {
                    report.failed(peer.name(), String.valueOf(e.getMessage()));
                }
            }
        }
        curves.forEach((peer, own) -> report(peer, own, report));
        return report;
    }

    private void measure(Peer peer, Curves curves) throws IOException, PeerUnavailableException {
        Peer open = peer.isFuturewire() ? peer.with(ALL_FROM_ONE_ADDRESS) : peer;
        Jcmd jcmd = Jcmd.beside(launcher.java(), launcher.clientCore());
        try (Server server = launcher.start(open, IdleProbe.JVM_OPTIONS);
                Load load = launcher.startLoad()) {
            IdleProbe probe = new IdleProbe(load, Workload.IDLE.shape(), jcmd);
            Memory[] memories = probe.measure(
                    peer,
                    server,
                    connections.stream().mapToInt(Integer::intValue).toArray());
            double[] resident = new double[memories.length];
            double[] heap = new double[memories.length];
            for (int i = 0; i < memories.length; i++) {
                Long live = memories[i].heap();
                resident[i] = memories[i].resident();
                heap[i] = live == null ? Double.NaN : live;
            }
            curves.resident().add(resident);
            curves.heap().add(heap);
        }
    }

    private void report(Peer peer, Curves curves, GrowthReport report) {
        if (curves.resident().rounds().isEmpty()) {
            return;
        }
        for (int i = 1; i <= connections.size(); i++) {
            report.line(
                    peer.name(),
                    String.format(Locale.ROOT, "%,d", connections.get(i - 1)),
                    bytes(each(curves.resident(), 0, i)),
                    bytes(each(curves.resident(), i - 1, i)),
                    bytes(each(curves.heap(), 0, i)),
                    bytes(each(curves.heap(), i - 1, i)));
        }
        judge(peer.name() + " resident", curves.resident(), report);
        judge(peer.name() + " heap", curves.heap(), report);
        List<String> points = connections.stream().map(String::valueOf).toList();
        List<String> fromNone = Stream.concat(Stream.of("0"), points.stream()).toList();
        report.keep(peer.name() + " resident bytes", fromNone, curves.resident());
        report.keep(peer.name() + " heap bytes", fromNone, curves.heap());
    }

    private void judge(String what, Curve curve, GrowthReport report) {
        int last = connections.size();
        double ratio = each(curve, last - 1, last) / each(curve, 0, last - 1);
        if (!Double.isNaN(ratio)) {
            report.verdict(
                    ratio <= LINEAR,
                    what + ", the last " + (connections.get(last - 1) - connections.get(last - 2))
                            + " over those before, <= " + FigureFormat.ratio(LINEAR) + ": "
                            + FigureFormat.ratio(ratio));
        }
    }

    /** Returns the memory per connection between two points; point 0 is without connections. */
    private double each(Curve curve, int from, int to) {
        int before = from == 0 ? 0 : connections.get(from - 1);
        return (curve.at(to).median() - curve.at(from).median()) / (connections.get(to - 1) - before);
    }

    private static String bytes(double bytes) {
        return Double.isNaN(bytes) ? "-" : FigureFormat.bytes(bytes);
    }
}
