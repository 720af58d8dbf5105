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

/** What will be done: the options, checked, with their defaults. */
record Plan(
        List<Row> rows,
        List<Growth> growths,
        List<Peer> growers,
        List<Peer> peers,
        List<String> baselines,
        boolean targets,
        Timing timing,
        Timing growthTiming,
        boolean brief,
        Function<Row, Row.Shape> shapes,
        Launcher launcher,
        @Nullable Path json) {
    private static final String WORK = "work";
    private static final String GROWTH = "growth";

    private static final Timing USUAL = new Timing(3, 5, 3, 20, 1);
    private static final Timing USUAL_FOR_GROWTH = new Timing(3, 3, 3, 20, 3);
    private static final Timing BRIEF = new Timing(1, 1, 1, 0, 1);

    /** The same for every server: one collector that needs no second core, and one size that all can live in. */
    private static final List<String> JVM_OPTIONS = List.of("-XX:+UseSerialGC", "-Xmx512m");

    static Plan of(Wishes wishes) throws IOException {
        if (wishes.targets && !wishes.baselines.isEmpty()) {
            throw new BadOption("--targets says whom to divide by: leave --baseline out");
        }
        List<Peer> peers = wishes.targets && wishes.peers.isEmpty() ? Peers.everyone() : peers(wishes.peers);
        atLeast(1, "--connections", wishes.connections, 1);
        atLeast(1, "--depth", wishes.depth, 1);
        atLeast(1, "--bytes", wishes.bytes, 1);
        List<String> labels = labels(wishes.targets && wishes.rows.isEmpty() ? List.of(WORK) : wishes.rows);
        return new Plan(
                Stream.of(Row.values())
                        .filter(row -> labels.contains(row.label()))
                        .filter(row -> !wishes.targets || !Target.peersOf(row).isEmpty())
                        .toList(),
                Stream.of(Growth.values())
                        .filter(growth -> labels.contains(growth.label()))
                        .toList(),
                wishes.peers.isEmpty() ? List.of(Peers.GROWER) : peers,
                otherCoreFor(peers, wishes),
                baselines(wishes.baselines, peers),
                wishes.targets,
                timing(wishes, wishes.brief ? BRIEF : USUAL),
                timing(wishes, wishes.brief ? BRIEF : USUAL_FOR_GROWTH),
                wishes.brief,
                row -> shape(row, wishes),
                launcher(wishes),
                writable(wishes.json));
    }

    private static Timing timing(Wishes wishes, Timing usual) {
        return new Timing(
                atLeast(1, "--rounds", wishes.rounds, usual.rounds()),
                atLeast(1, "--turns", wishes.turns, usual.turns()),
                atLeast(1, "--warmup", wishes.warmup, usual.warmup()),
                usual.settle(),
                atLeast(1, "--seconds", wishes.seconds, usual.seconds()));
    }

    /** Who takes part in a row: over TLS only those who speak it, elsewhere only the others. */
    List<Peer> peers(Row row) {
        List<String> aimedAt = Target.peersOf(row);
        return peers.stream()
                .filter(peer -> peer.tls() == row.tls())
                .filter(peer -> !targets || aimedAt.contains(peer.name()))
                .toList();
    }

    /** Whom a row's peers are divided by: the last of them if none of those named takes part. */
    List<String> baselines(Row row) {
        List<String> names = peers(row).stream().map(Peer::name).toList();
        List<String> present = (targets ? Target.baselinesOf(row) : baselines)
                .stream().filter(names::contains).toList();
        return present.isEmpty() ? names.subList(names.size() - 1, names.size()) : present;
    }

    /** Single rows, in the table's order; none is all of them. */
    static List<String> labels(List<String> wanted) {
        List<String> labels = new ArrayList<>();
        for (String label : wanted.isEmpty() ? List.of(WORK, GROWTH) : wanted) {
            switch (label) {
                case WORK -> Stream.of(Row.values()).map(Row::label).forEach(labels::add);
                case GROWTH -> labels.addAll(Growth.labels());
                default -> labels.add(known(label));
            }
        }
        return labels;
    }

    private static String known(String label) {
        List<String> all =
                new ArrayList<>(Stream.of(Row.values()).map(Row::label).toList());
        all.addAll(Growth.labels());
        if (!all.contains(label)) {
            throw new BadOption("no row \"" + label + "\": there are " + rowNames());
        }
        return label;
    }

    /** The rows, with the words for several of them. */
    static String rowNames() {
        return Stream.of(Row.values()).map(Row::label).collect(Collectors.joining(", ")) + " (" + WORK + "), "
                + String.join(", ", Growth.labels()) + " (" + GROWTH + ")";
    }

    private static List<Peer> peers(List<String> names) {
        if (names.isEmpty()) {
            return Peers.SELECTION;
        }
        return names.contains("all")
                ? Peers.everyone()
                : names.stream().map(Peers::of).distinct().toList();
    }

    private static List<Peer> otherCoreFor(List<Peer> peers, Wishes wishes) {
        if (wishes.otherCore == null) {
            for (Peer peer : peers) {
                if (peer.kind() == Peer.Kind.OTHER_CORE) {
                    throw new BadOption("the peer " + peer.name() + " needs --other-core");
                }
            }
        }
        return peers;
    }

    private static List<String> baselines(List<String> wanted, List<Peer> peers) {
        List<String> names = peers.stream().map(Peer::name).toList();
        for (String baseline : wanted) {
            if (!names.contains(Peers.of(baseline).name())) {
                throw new BadOption("--baseline " + baseline + " does not take part: add it to --peers");
            }
        }
        if (!wanted.isEmpty()) {
            return wanted;
        }
        return List.of(names.contains(Peers.USUAL_BASELINE) ? Peers.USUAL_BASELINE : names.get(0));
    }

    private static Row.Shape shape(Row row, Wishes wishes) {
        Row.Shape own = row.shape();
        return new Row.Shape(
                wishes.connections == null ? own.connections() : wishes.connections,
                wishes.depth == null ? own.depth() : wishes.depth,
                wishes.bytes == null ? own.bytes() : wishes.bytes);
    }

    private static Launcher launcher(Wishes wishes) throws IOException {
        core("--server-core", wishes.serverCore);
        core("--client-core", wishes.clientCore);
        if (wishes.serverCore == wishes.clientCore) {
            throw new BadOption(
                    "--server-core and --client-core must be two: the load would be measured with the server");
        }
        List<String> options = new ArrayList<>(JVM_OPTIONS);
        options.addAll(wishes.jvmOptions);
        String java = wishes.java == null ? Javas.own() : runnable("--java", Javas.command(wishes.java));
        String virtual = wishes.virtualJava == null
                ? Javas.withVirtualThreads(java)
                : runnable("--virtual-java", Javas.command(wishes.virtualJava));
        Path other = wishes.otherCore;
        if (other != null && !Files.isRegularFile(other)) {
            throw new BadOption("--other-core " + other + " is no file");
        }
        return new Launcher(
                java, virtual, options, other, new Interpreters(wishes.python), wishes.serverCore, wishes.clientCore);
    }

    private static String runnable(String option, String java) {
        try {
            Javas.describe(java);
            return java;
        } catch (IOException e) {
            throw new BadOption(option + " " + java + " cannot be run as a java command");
        }
    }

    private static void core(String option, int core) throws IOException {
        try (var lines = Files.lines(Path.of("/proc/stat"))) {
            if (lines.noneMatch(line -> line.startsWith("cpu" + core + " "))) {
                throw new BadOption(option + " " + core + ": this machine has no such core");
            }
        }
    }

    private static int atLeast(int least, String option, @Nullable Integer wanted, int otherwise) {
        if (wanted != null && wanted < least) {
            throw new BadOption(option + " must be at least " + least + ", not " + wanted);
        }
        return wanted == null ? otherwise : wanted;
    }

    private static @Nullable Path writable(@Nullable Path file) {
        if (file != null) {
            Path folder = file.toAbsolutePath().getParent();
            if (folder == null || !Files.isWritable(folder) || Files.isDirectory(file)) {
                throw new BadOption("--json " + file + " cannot be written");
            }
        }
        return file;
    }
}
