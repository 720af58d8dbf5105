package dev.futurewire.benchmarks;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What Futurewire wants to reach: so many times a peer's requests for each second of processor time. Like is compared
 * with like, bytes with bytes and Strings with Strings.
 */
record Target(Row row, String subject, String peer, double atLeast) {
    /** What a server may spend on compiling while its figure still counts. */
    private static final double MOST_JIT = 0.05;

    private static final List<Target> ALL = List.of(
            new Target(Row.PIPELINED, "futurewire-string", "netty-epoll-string-timeout", 1.8),
            new Target(Row.PIPELINED, "futurewire-bytes", "netty-epoll", 1.5),
            new Target(Row.PIPELINED, "futurewire-string", "vthreads-reader", 1.6),
            new Target(Row.PIPELINED, "futurewire-bytes", "vthreads-bytes", 1.1),
            new Target(Row.PINGPONG64, "futurewire-string", "vthreads-reader", 1.6),
            new Target(Row.PINGPONG64, "futurewire-bytes", "vthreads-bytes", 1.1),
            new Target(Row.PINGPONG64, "futurewire-bytes", "netty-nio", 0.9),
            new Target(Row.PINGPONG64, "futurewire-bytes", "netty-epoll", 0.85),
            new Target(Row.PINGPONG64, "futurewire-bytes", "nio2-raw", 0.95),
            new Target(Row.PINGPONG1000, "futurewire-bytes", "nio2-raw", 0.95),
            new Target(Row.LINES16K, "futurewire-bytes", "netty-nio", 0.9),
            new Target(Row.LINES16K, "futurewire-bytes-shared", "netty-nio", 0.9),
            new Target(Row.CONNECT, "futurewire-bytes", "netty-epoll", 0.9),
            new Target(Row.TLS16K, "futurewire-tls", "netty-nio-tls", 0.9),
            new Target(Row.HANDSHAKES, "futurewire-tls", "netty-nio-tls", 0.9));

    static List<Target> of(Row row) {
        return ALL.stream().filter(target -> target.row == row).toList();
    }

    /** Everyone whom a row's targets speak of. */
    static List<String> peersOf(Row row) {
        return row == Row.IDLE
                ? Stream.concat(IdleTarget.SUBJECTS.stream(), Stream.of(Peers.USUAL_BASELINE))
                        .toList()
                : of(row).stream()
                        .flatMap(target -> Stream.of(target.subject, target.peer))
                        .distinct()
                        .toList();
    }

    /** Whom a row's targets compare with. */
    static List<String> baselinesOf(Row row) {
        return row == Row.IDLE
                ? List.of(Peers.USUAL_BASELINE)
                : of(row).stream().map(Target::peer).distinct().toList();
    }

    /** In words whether it holds, by the median of the rounds; empty where one of the two did not take part. */
    Optional<String> judge(Results<Sample> results) {
        return results.ratio(subject, peer, Sample::perCpuSecond)
                .map(ratio -> subject + " >= " + Figures.ratio(atLeast) + " x " + peer + ": " + Figures.ratio(ratio)
                        + "  " + verdict(ratio, results));
    }

    private String verdict(Spread ratio, Results<Sample> results) {
        if (!isWarm(subject, results) || !isWarm(peer, results)) {
            return "not judged: still compiling";
        }
        return ratio.median() >= atLeast ? "holds" : "MISSED";
    }

    private static boolean isWarm(String peer, Results<Sample> results) {
        return results.spread(peer, Sample::jit).median() <= MOST_JIT;
    }
}
