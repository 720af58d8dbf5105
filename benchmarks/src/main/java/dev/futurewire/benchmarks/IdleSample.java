package dev.futurewire.benchmarks;

import org.jspecify.annotations.Nullable;

/**
 * Memory held per idle connection, in bytes.
 *
 * @param empty resident size of the server without connections
 * @param resident growth of the resident size per connection
 * @param residentLater the same for the second half of the connections alone; equal if memory grows linearly
 * @param heap growth of the live heap per connection; null for a server that does not run on a JVM
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

    /** Returns the larger of both: memory that was free at the start hides the growth of the first half. */
    double residentAtMost() {
        return Math.max(resident, residentLater);
    }

    double heapOrNaN() {
        return heap == null ? Double.NaN : heap;
    }

    @Override
    public String toString() {
        return FigureFormat.bytes(resident) + " resident and " + (heap == null ? "-" : FigureFormat.bytes(heap))
                + " of heap per connection";
    }
}
