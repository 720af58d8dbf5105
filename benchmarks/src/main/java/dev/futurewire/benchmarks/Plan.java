package dev.futurewire.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What to measure: the validated options, with defaults applied. */
record Plan(
        List<Workload> rows,
        List<Growth> growths,
        List<Peer> growthPeers,
        List<Peer> peers,
        List<String> baselines,
        boolean targets,
        Timing timing,
        Timing growthTiming,
        boolean brief,
        Function<Workload, Workload.Shape> shapes,
        Launcher launcher,
        @Nullable Path json) {
    private static final String WORK = "work";
    private static final String GROWTH = "growth";

    private static final Timing USUAL = new Timing(3, 5, 3, 20, 1);
    private static final Timing USUAL_FOR_GROWTH = new Timing(3, 3, 3, 20, 3);
    private static final Timing BRIEF = new Timing(1, 1, 1, 0, 1);

    /** The same for every server: a collector that needs no second core, and a heap that suffices for all. */
    private static final List<String> JVM_OPTIONS = List.of("-XX:+UseSerialGC", "-Xmx512m");

    static Plan of(CompareOptions options) throws IOException {
        if (options.targets && !options.baselines.isEmpty()) {
            throw new InvalidOptionException("--targets determines the baselines: omit --baseline");
        }
        List<Peer> peers = options.targets && options.peers.isEmpty() ? Peers.allPeers() : peers(options.peers);
        atLeast(1, "--connections", options.connections, 1);
        atLeast(1, "--depth", options.depth, 1);
        atLeast(1, "--bytes", options.bytes, 1);
        List<String> labels = labels(options.targets && options.rows.isEmpty() ? List.of(WORK) : options.rows);
        return new Plan(
                Stream.of(Workload.values())
                        .filter(row -> labels.contains(row.label()))
                        .filter(row ->
                                !options.targets || !RatioTarget.peersOf(row).isEmpty())
                        .toList(),
                Stream.of(Growth.values())
                        .filter(growth -> labels.contains(growth.label()))
                        .toList(),
                options.peers.isEmpty() ? List.of(Peers.GROWTH_PEER) : peers,
                otherCoreFor(peers, options),
                baselines(options.baselines, peers),
                options.targets,
                timing(options, options.brief ? BRIEF : USUAL),
                timing(options, options.brief ? BRIEF : USUAL_FOR_GROWTH),
                options.brief,
                row -> shape(row, options),
                launcher(options),
                writable(options.json));
    }

    private static Timing timing(CompareOptions options, Timing usual) {
        return new Timing(
                atLeast(1, "--rounds", options.rounds, usual.rounds()),
                atLeast(1, "--turns", options.turns, usual.turns()),
                atLeast(1, "--warmup", options.warmup, usual.warmup()),
                usual.settle(),
                atLeast(1, "--seconds", options.seconds, usual.seconds()));
    }

    /** Returns the peers of a row: only those that speak TLS, or only those that do not. */
    List<Peer> peers(Workload row) {
        List<String> targeted = RatioTarget.peersOf(row);
        return peers.stream()
                .filter(peer -> peer.tls() == row.tls())
                .filter(peer -> !targets || targeted.contains(peer.name()))
                .toList();
    }

    /** Returns the baselines of a row: the last of its peers if none of the named ones takes part. */
    List<String> baselines(Workload row) {
        List<String> names = peers(row).stream().map(Peer::name).toList();
        List<String> present = (targets ? RatioTarget.baselinesOf(row) : baselines)
                .stream().filter(names::contains).toList();
        return present.isEmpty() ? names.subList(names.size() - 1, names.size()) : present;
    }

    /** Expands row names to single rows, in the table's order; no names mean all rows. */
    static List<String> labels(List<String> wanted) {
        List<String> labels = new ArrayList<>();
        for (String label : wanted.isEmpty() ? List.of(WORK, GROWTH) : wanted) {
            switch (label) {
                case WORK -> Stream.of(Workload.values()).map(Workload::label).forEach(labels::add);
                case GROWTH -> labels.addAll(Growth.labels());
                default -> labels.add(known(label));
            }
        }
        return labels;
    }

    private static String known(String label) {
        List<String> all = new ArrayList<>(
                Stream.of(Workload.values()).map(Workload::label).toList());
        all.addAll(Growth.labels());
        if (!all.contains(label)) {
            throw new InvalidOptionException("no row \"" + label + "\": there are " + rowNames());
        }
        return label;
    }

    /** Returns the names of all rows, and of the groups. */
    static String rowNames() {
        return Stream.of(Workload.values()).map(Workload::label).collect(Collectors.joining(", ")) + " (" + WORK + "), "
                + String.join(", ", Growth.labels()) + " (" + GROWTH + ")";
    }

    private static List<Peer> peers(List<String> names) {
        if (names.isEmpty()) {
            return Peers.SELECTION;
        }
        return names.contains("all")
                ? Peers.allPeers()
                : names.stream().map(Peers::of).distinct().toList();
    }

    private static List<Peer> otherCoreFor(List<Peer> peers, CompareOptions options) {
        if (options.otherCore == null) {
            for (Peer peer : peers) {
                if (peer.kind() == Peer.Kind.OTHER_CORE) {
                    throw new InvalidOptionException("the peer " + peer.name() + " needs --other-core");
                }
            }
        }
        return peers;
    }

    private static List<String> baselines(List<String> wanted, List<Peer> peers) {
        List<String> names = peers.stream().map(Peer::name).toList();
        for (String baseline : wanted) {
            if (!names.contains(Peers.of(baseline).name())) {
                throw new InvalidOptionException(
                        "--baseline " + baseline + " is not among the peers: add it to --peers");
            }
        }
        if (!wanted.isEmpty()) {
            return wanted;
        }
        return List.of(names.contains(Peers.DEFAULT_BASELINE) ? Peers.DEFAULT_BASELINE : names.get(0));
    }

    private static Workload.Shape shape(Workload row, CompareOptions options) {
        Workload.Shape own = row.shape();
        return new Workload.Shape(
                options.connections == null ? own.connections() : options.connections,
                options.depth == null ? own.depth() : options.depth,
                options.bytes == null ? own.bytes() : options.bytes);
    }

    private static Launcher launcher(CompareOptions options) throws IOException {
        core("--server-core", options.serverCore);
        core("--client-core", options.clientCore);
        if (options.serverCore == options.clientCore) {
            throw new InvalidOptionException(
                    "--server-core and --client-core must differ: the load would be measured with the server");
        }
        List<String> jvmOptions = new ArrayList<>(JVM_OPTIONS);
        jvmOptions.addAll(options.jvmOptions);
        String java =
                options.java == null ? JavaRuntimes.own() : runnable("--java", JavaRuntimes.command(options.java));
        String virtual = options.virtualJava == null
                ? JavaRuntimes.withVirtualThreads(java)
                : runnable("--virtual-java", JavaRuntimes.command(options.virtualJava));
        Path other = options.otherCore;
        if (other != null && !Files.isRegularFile(other)) {
            throw new InvalidOptionException("--other-core " + other + " is not a file");
        }
        return new Launcher(
                java,
                virtual,
                jvmOptions,
                other,
                new PythonInterpreters(options.python),
                options.serverCore,
                options.clientCore);
    }

    private static String runnable(String option, String java) {
        try {
            JavaRuntimes.describe(java);
            return java;
        } catch (IOException e) {
            throw new InvalidOptionException(option + " " + java + " is not a working java command");
        }
    }

    private static void core(String option, int core) throws IOException {
        try (var lines = Files.lines(Path.of("/proc/stat"))) {
            if (lines.noneMatch(line -> line.startsWith("cpu" + core + " "))) {
                throw new InvalidOptionException(option + " " + core + ": no such core on this machine");
            }
        }
    }

    private static int atLeast(int minimum, String option, @Nullable Integer value, int defaultValue) {
        if (value != null && value < minimum) {
            throw new InvalidOptionException(option + " must be at least " + minimum + ", not " + value);
        }
        return value == null ? defaultValue : value;
    }

    private static @Nullable Path writable(@Nullable Path file) {
        if (file != null) {
            Path folder = file.toAbsolutePath().getParent();
            if (folder == null || !Files.isWritable(folder) || Files.isDirectory(file)) {
                throw new InvalidOptionException("--json " + file + " cannot be written");
            }
        }
        return file;
    }
}
