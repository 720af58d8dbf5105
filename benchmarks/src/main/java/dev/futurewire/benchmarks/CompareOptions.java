package dev.futurewire.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options as typed; {@link Plan} validates them. */
final class CompareOptions {
    @Option(
            names = "--row",
            split = ",",
            paramLabel = "ROW",
            description = "Rows to measure; \"work\" and \"growth\" are groups of rows. Default: all rows.")
    List<String> rows = new ArrayList<>();

    @Option(
            names = "--peers",
            split = ",",
            paramLabel = "PEER",
            description = "Peers to measure, or \"all\". Default: one of each kind.")
    List<String> peers = new ArrayList<>();

    @Option(
            names = "--baseline",
            split = ",",
            paramLabel = "PEER",
            description = "Peers to compute ratios against. Default: netty-epoll, or else the first peer.")
    List<String> baselines = new ArrayList<>();

    @Option(
            names = "--targets",
            description = "Measures each row that has targets, with the peers that a target names, and computes the"
                    + " ratios of the targets.")
    boolean targets;

    @Option(names = "--rounds", paramLabel = "N", description = "Number of times each server is started: 3.")
    @Nullable
    Integer rounds;

    @Option(
            names = "--turns",
            paramLabel = "N",
            description = "Measurements per start, in turns with the other servers: 5, growth-connections 3.")
    @Nullable
    Integer turns;

    @Option(names = "--seconds", paramLabel = "N", description = "Duration of a measurement: 1, growth 3.")
    @Nullable
    Integer seconds;

    @Option(names = "--warmup", paramLabel = "N", description = "Seconds of warm-up: 3.")
    @Nullable
    Integer warmup;

    @Option(
            names = "--short",
            description =
                    "1 round of 1 s after 1 s: checks in a few minutes that everything runs. Most servers are still"
                            + " compiling then; do not quote these figures.")
    boolean brief;

    @Option(
            names = "--connections",
            paramLabel = "N",
            description = "Number of connections, instead of each row's own.")
    @Nullable
    Integer connections;

    @Option(
            names = "--depth",
            paramLabel = "N",
            description = "Lines a connection sends at once, instead of each row's own.")
    @Nullable
    Integer depth;

    @Option(
            names = "--bytes",
            paramLabel = "N",
            description = "Length of a line without its newline, instead of each row's own.")
    @Nullable
    Integer bytes;

    @Option(
            names = "--java",
            paramLabel = "HOME",
            description = "Java to measure with, as a home or a command. Default: the Java that runs this program.")
    @Nullable
    String java;

    @Option(
            names = "--virtual-java",
            paramLabel = "HOME",
            description = "Java for the peers on virtual threads, if --java is older than 21. Default: the first found"
                    + " in JAVA_HOME_25, JAVA_HOME_21, JAVA_HOME or /usr/lib/jvm.")
    @Nullable
    String virtualJava;

    @Option(
            names = "--other-core",
            paramLabel = "JAR",
            description = "Another build of futurewire-core.jar, for the peers futurewire-string-other and"
                    + " futurewire-bytes-other: compares a change with an earlier build.")
    @Nullable
    Path otherCore;

    @Option(names = "--python", paramLabel = "PATH", description = "The only Python to use. Default: all on the path.")
    @Nullable
    String python;

    @Option(names = "--jvm-option", paramLabel = "OPTION", description = "An additional JVM option for every server.")
    List<String> jvmOptions = new ArrayList<>();

    @Option(names = "--server-core", paramLabel = "N", description = "Core of the servers: ${DEFAULT-VALUE}.")
    int serverCore = 1;

    @Option(names = "--client-core", paramLabel = "N", description = "Core of the load client: ${DEFAULT-VALUE}.")
    int clientCore;

    @Option(names = "--json", paramLabel = "FILE", description = "Also writes the figures of every round to this file.")
    @Nullable
    Path json;
}
