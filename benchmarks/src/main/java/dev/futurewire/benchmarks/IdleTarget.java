package dev.futurewire.benchmarks;

import java.util.List;

/** Futurewire's target for the memory of an idle connection with a pending deadline. */
final class IdleTarget {
    /** With the defaults, and with a shared read buffer. */
    static final List<String> SUBJECTS = List.of("futurewire-string", "futurewire-string-shared");

    private static final double RESIDENT = 2.2 * 1024;
    private static final double HEAP = 1.2 * 1024;

    private IdleTarget() {}

    static List<String> judge(Results<IdleSample> results) {
        return SUBJECTS.stream()
                .filter(results::has)
                .map(subject -> judge(subject, results))
                .toList();
    }

    private static String judge(String subject, Results<IdleSample> results) {
        double resident = results.spread(subject, IdleSample::residentAtMost).median();
        double heap = results.spread(subject, IdleSample::heapOrNaN).median();
        return subject + " <= " + FigureFormat.bytes(RESIDENT) + " resident, <= " + FigureFormat.bytes(HEAP)
                + " of heap: "
                + FigureFormat.bytes(resident) + ", " + FigureFormat.bytes(heap)
                + (resident <= RESIDENT && heap <= HEAP ? "  holds" : "  MISSED");
    }
}
