package dev.futurewire.benchmarks;

import java.util.Optional;

/** What Futurewire wants an idle connection with its deadline armed to hold at most. */
final class IdleTarget {
    static final String SUBJECT = "futurewire-string";
    private static final double RESIDENT = 2.2 * 1024;
    private static final double HEAP = 1.2 * 1024;

    private IdleTarget() {}

    static Optional<String> judge(Results<IdleSample> results) {
        if (!results.has(SUBJECT)) {
            return Optional.empty();
        }
        double resident = results.spread(SUBJECT, IdleSample::resident).median();
        double heap = results.spread(SUBJECT, IdleSample::heapOrNaN).median();
        return Optional.of(SUBJECT + " <= " + Figures.bytes(RESIDENT) + " resident, <= " + Figures.bytes(HEAP)
                + " of heap: " + Figures.bytes(resident) + ", " + Figures.bytes(heap)
                + (resident <= RESIDENT && heap <= HEAP ? "  holds" : "  MISSED"));
    }
}
