package dev.futurewire.internal.channel;

import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.StressOptions;

/**
 * How much Lincheck looks at. No actors before the concurrent part: with the default prefix it misses races of one-shot
 * objects.
 */
final class LincheckSizes {
    private LincheckSizes() {}

    static ModelCheckingOptions modelChecking() {
        return new ModelCheckingOptions()
                .threads(2)
                .actorsBefore(0)
                .actorsPerThread(3)
                .actorsAfter(1)
                .iterations(20)
                .invocationsPerIteration(500);
    }

    static StressOptions stress() {
        return new StressOptions()
                .threads(3)
                .actorsBefore(0)
                .actorsPerThread(2)
                .actorsAfter(1)
                .iterations(20)
                .invocationsPerIteration(1_000);
    }
}
