package dev.futurewire.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options as they were typed; {@link Plan} makes sense of them. */
final class Wishes {
    @Option(
            names = "--row",
            split = ",",
            paramLabel = "ROW",
            description = "What to compare at; \"work\" and \"growth\" are several. All rows if not given.")
    List<String> rows = new ArrayList<>();

    @Option(
            names = "--peers",
            split = ",",
            paramLabel = "PEER",
            description = "Who takes part, or \"all\". One of each kind if not given.")
    List<String> peers = new ArrayList<>();

    @Option(
            names = "--baseline",
            split = ",",
            paramLabel = "PEER",
            description = "Whom the others are divided by. netty-epoll if not given, or else the first peer.")
    List<String> baselines = new ArrayList<>();

    @Option(
            names = "--targets",
            description = "Each row that has targets, with those peers alone that a target speaks of, and divided by"
                    + " those that it is to be compared with.")
    boolean targets;

    @Option(names = "--rounds", paramLabel = "N", description = "How often each server is started: 3.")
    @Nullable
    Integer rounds;

    @Option(
            names = "--turns",
            paramLabel = "N",
            description = "How often it is then measured, one after the other: 5, growth-connections 3.")
    @Nullable
    Integer turns;

    @Option(names = "--seconds", paramLabel = "N", description = "For how long each time: 1, growth 3.")
    @Nullable
    Integer seconds;

    @Option(names = "--warmup", paramLabel = "N", description = "For how many seconds it is driven before: 3.")
    @Nullable
    Integer warmup;

    @Option(
            names = "--short",
            description = "1 round of 1 s after 1 s: shows in some minutes that everything runs. Most servers are still"
                    + " compiling then; don't quote these figures.")
    boolean brief;

    @Option(names = "--connections", paramLabel = "N", description = "Instead of each row's own number.")
    @Nullable
    Integer connections;

    @Option(names = "--depth", paramLabel = "N", description = "Lines that a connection sends at once, likewise.")
    @Nullable
    Integer depth;

    @Option(names = "--bytes", paramLabel = "N", description = "Length of a line without its newline, likewise.")
    @Nullable
    Integer bytes;

    @Option(
            names = "--java",
            paramLabel = "HOME",
            description = "The Java to measure with, its home or its command: the one that runs this.")
    @Nullable
    String java;

    @Option(
            names = "--virtual-java",
            paramLabel = "HOME",
            description =
                    "The Java for the peers on virtual threads, if --java is older than 21: the first that is found"
                            + " in JAVA_HOME_25, JAVA_HOME_21, JAVA_HOME or /usr/lib/jvm.")
    @Nullable
    String virtualJava;

    @Option(
            names = "--other-core",
            paramLabel = "JAR",
            description = "Another build of futurewire-core.jar, for the peers futurewire-string-other and"
                    + " futurewire-bytes-other: to compare a change with what was before.")
    @Nullable
    Path otherCore;

    @Option(names = "--python", paramLabel = "PATH", description = "The only Python to consider: all on the path.")
    @Nullable
    String python;

    @Option(names = "--jvm-option", paramLabel = "OPTION", description = "One more option for every server's Java.")
    List<String> jvmOptions = new ArrayList<>();

    @Option(names = "--server-core", paramLabel = "N", description = "Where servers run: ${DEFAULT-VALUE}.")
    int serverCore = 1;

    @Option(names = "--client-core", paramLabel = "N", description = "Where the load runs: ${DEFAULT-VALUE}.")
    int clientCore;

    @Option(names = "--json", paramLabel = "FILE", description = "Writes the figures of every round there, too.")
    @Nullable
    Path json;
}
