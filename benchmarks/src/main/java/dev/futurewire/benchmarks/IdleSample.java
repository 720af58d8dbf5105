package dev.futurewire.benchmarks;

import org.jspecify.annotations.Nullable;

/**
 * What an idle connection holds, in bytes.
 *
 * @param empty the resident size of the server without a connection
 * @param resident by how much the resident size grew, for each connection
 * @param residentLater the same for the second half of the connections alone: equal to it if memory is linear
 * @param heap by how much the live heap grew, for each connection; null for a server that is no JVM
 */
record IdleSample(
        long empty,
        double resident,
        double residentLater,
        @Nullable Double heap) {
    static IdleSample of(Memory none, Memory halfway, Memory all, int connections) {
        int half = connections / 2;
        return new IdleSample(
                none.resident(),
                (double) (all.resident() - none.resident()) / connections,
                (double) (all.resident() - halfway.resident()) / (connections - half),
                all.heap() == null || none.heap() == null
                        ? null
                        : Double.valueOf((double) (all.heap() - none.heap()) / connections));
    }

    /** Of all connections or of those that came later: what was free when the first came is not seen to be taken. */
    double residentAtMost() {
        return Math.max(resident, residentLater);
    }

    double heapOrNaN() {
        return heap == null ? Double.NaN : heap;
    }

    @Override
    public String toString() {
        return Figures.bytes(resident) + " resident and " + (heap == null ? "-" : Figures.bytes(heap))
                + " of heap per connection";
    }
}
