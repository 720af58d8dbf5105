package dev.futurewire.benchmarks;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A target for Futurewire: a multiple of a peer's requests per second of processor time. Like is compared with like, bytes
 * with bytes and Strings with Strings.
 */
record RatioTarget(Workload row, String subject, String peer, double atLeast) {
    /** Maximum fraction of compilation for a figure to count. */
    private static final double MAX_JIT = 0.05;

    private static final List<RatioTarget> ALL = List.of(
            new RatioTarget(Workload.PIPELINED, "futurewire-string", "netty-epoll-string-timeout", 1.8),
            new RatioTarget(Workload.PIPELINED, "futurewire-bytes", "netty-epoll", 1.5),
            new RatioTarget(Workload.PIPELINED, "futurewire-string", "vthreads-reader", 1.6),
            new RatioTarget(Workload.PIPELINED, "futurewire-bytes", "vthreads-bytes", 1.1),
            new RatioTarget(Workload.PINGPONG64, "futurewire-string", "vthreads-reader", 1.6),
            new RatioTarget(Workload.PINGPONG64, "futurewire-bytes", "vthreads-bytes", 1.1),
            new RatioTarget(Workload.PINGPONG64, "futurewire-bytes", "netty-nio", 0.9),
            new RatioTarget(Workload.PINGPONG64, "futurewire-bytes", "netty-epoll", 0.85),
            new RatioTarget(Workload.PINGPONG64, "futurewire-bytes", "nio2-raw", 0.95),
            new RatioTarget(Workload.PINGPONG1000, "futurewire-bytes", "nio2-raw", 0.95),
            new RatioTarget(Workload.LINES16K, "futurewire-bytes", "netty-nio", 0.9),
            new RatioTarget(Workload.LINES16K, "futurewire-bytes-shared", "netty-nio", 0.9),
            new RatioTarget(Workload.CONNECT, "futurewire-bytes", "netty-epoll", 0.9),
            new RatioTarget(Workload.TLS16K, "futurewire-tls", "netty-nio-tls", 0.9),
            new RatioTarget(Workload.HANDSHAKES, "futurewire-tls", "netty-nio-tls", 0.9));

    static List<RatioTarget> of(Workload row) {
        return ALL.stream().filter(target -> target.row == row).toList();
    }

    /** Returns the peers that a row's targets name. */
    static List<String> peersOf(Workload row) {
        return row == Workload.IDLE
                ? Stream.concat(IdleTarget.SUBJECTS.stream(), Stream.of(Peers.DEFAULT_BASELINE))
                        .toList()
                : of(row).stream()
                        .flatMap(target -> Stream.of(target.subject, target.peer))
                        .distinct()
                        .toList();
    }

    /** Returns the peers that a row's targets compare with. */
    static List<String> baselinesOf(Workload row) {
        return row == Workload.IDLE
                ? List.of(Peers.DEFAULT_BASELINE)
                : of(row).stream().map(RatioTarget::peer).distinct().toList();
    }

    /** Returns the verdict, by the median of the rounds; empty if either peer was not measured. */
    Optional<String> judge(Results<Sample> results) {
        return results.ratio(subject, peer, Sample::perCpuSecond)
                .map(ratio -> subject + " >= " + FigureFormat.ratio(atLeast) + " x " + peer + ": "
                        + FigureFormat.ratio(ratio) + "  " + verdict(ratio, results));
    }

    private String verdict(Spread ratio, Results<Sample> results) {
        if (!isWarm(subject, results) || !isWarm(peer, results)) {
            return "not judged: still compiling";
        }
        return ratio.median() >= atLeast ? "holds" : "MISSED";
    }

    private static boolean isWarm(String peer, Results<Sample> results) {
        return results.spread(peer, Sample::jit).median() <= MAX_JIT;
    }
}
