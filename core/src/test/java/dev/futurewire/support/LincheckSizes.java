package dev.futurewire.support;

import static org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt.forClasses;

import dev.futurewire.internal.frame.ByteSearch;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.StressOptions;

/**
 * How much Lincheck explores. No actors before the concurrent part: with the default prefix it misses races of one-shot
 * objects.
 */
public final class LincheckSizes {
    /** The number of iterations from which a loop counts as infinite; scanning a timing wheel takes a few hundred. */
    private static final int LONGEST_LOOP = 2_000;

    private LincheckSizes() {}

    public static ModelCheckingOptions modelChecking() {
        return new ModelCheckingOptions()
                .threads(2)
                .actorsBefore(0)
                .actorsPerThread(3)
                .actorsAfter(1)
                .iterations(Rounds.usually(8))
                .invocationsPerIteration(150);
    }

    public static StressOptions stress() {
        return new StressOptions()
                .threads(3)
                .actorsBefore(0)
                .actorsPerThread(2)
                .actorsAfter(1)
                .iterations(Rounds.usually(10))
                .invocationsPerIteration(500);
    }

    /**
     * For a whole channel, whose interleavings are many and long. Searches have no shared state, and Lincheck does not know views
     * of arrays, by which they read.
     */
    public static ModelCheckingOptions modelCheckingOfAChannel() {
        return modelChecking()
                .addGuarantee(
                        forClasses(ByteSearch.class.getName()).allMethods().ignore())
                .iterations(Rounds.usually(5))
                .invocationsPerIteration(50)
                .loopBound(LONGEST_LOOP);
    }

    /** For a whole channel under real threads. */
    public static StressOptions stressOfAChannel() {
        return stress().iterations(Rounds.usually(6)).actorsPerThread(3);
    }
}
