package dev.futurewire.internal.loop;

import dev.futurewire.internal.time.ManualTimer;
import dev.futurewire.support.Rounds;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Each submitted turn runs once, and the loop is woken for it. */
@Tag("slow")
final class LoopLincheckTest {
    @Test
    void underStress() {
        new StressOptions()
                .iterations(Rounds.usually(8))
                .invocationsPerIteration(500)
                .threads(3)
                .actorsPerThread(3)
                .actorsBefore(0)
                .check(Subject.class);
    }

    @Test
    void inEveryInterleaving() {
        new ModelCheckingOptions()
                .iterations(Rounds.usually(8))
                .invocationsPerIteration(100)
                .threads(3)
                .actorsPerThread(2)
                .actorsBefore(0)
                .check(Subject.class);
    }

    /** Submitting threads and the loop. */
    public static class Subject {
        private final ManualLoop loop = new ManualLoop(new ManualTimer());
        private final AtomicInteger submitted = new AtomicInteger();
        private final AtomicInteger ran = new AtomicInteger();

        /** A turn that only counts. */
        @Operation
        public void submit() {
            submitted.incrementAndGet();
            loop.submit(ran::incrementAndGet);
        }

        /** A turn that submits another one. */
        @Operation
        public void submitTwo() {
            submitted.addAndGet(2);
            loop.submit(() -> {
                loop.submit(ran::incrementAndGet);
                ran.incrementAndGet();
            });
        }

        /** Runs the loop. */
        @Operation(nonParallelGroup = "loop")
        public void work() {
            loop.runUntilIdle();
        }

        /** Finally nothing is left to run. */
        @Validate
        public void everythingHasRun() {
            loop.runUntilIdle();
            if (ran.get() != submitted.get()) {
                throw new IllegalStateException(submitted + " submitted, " + ran + " run");
            }
        }
    }
}
