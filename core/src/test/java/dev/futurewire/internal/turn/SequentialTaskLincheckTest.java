package dev.futurewire.internal.turn;

import dev.futurewire.internal.loop.ManualLoop;
import dev.futurewire.internal.time.ManualTimer;
import dev.futurewire.support.LincheckSizes;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A run of the loop handles every signal, on one thread at a time, whichever threads enter meanwhile. */
@Tag("slow")
public class SequentialTaskLincheckTest {
    private final ManualLoop loop = new ManualLoop(new ManualTimer());
    private final ConcurrentLinkedQueue<Integer> asked = new ConcurrentLinkedQueue<>();
    private final AtomicInteger inside = new AtomicInteger();
    private final SequentialTask turn = new SequentialTask(loop) {
        @Override
        protected void turn() {
            alone();
            asked.clear();
            inside.decrementAndGet();
        }

        @Override
        protected void broken(Throwable failure) {
            throw new AssertionError(failure);
        }

        @Override
        public void blocked(Thread thread, long blockedNanos) {}
    };

    private void alone() {
        if (inside.incrementAndGet() != 1) {
            throw new AssertionError("two threads are inside");
        }
    }

    @Operation
    public void ask(int value) {
        asked.add(value);
        turn.signal();
    }

    /** Another thread enters briefly, as reads and writes off the loop do. */
    @Operation
    public void askInside(int value) {
        asked.add(value);
        if (turn.enter()) {
            alone();
            inside.decrementAndGet();
            turn.signal();
            turn.exit();
        } else {
            turn.signal();
        }
    }

    @Operation(nonParallelGroup = "loop")
    public void runLoop() {
        loop.runUntilIdle();
    }

    /** A thread inside may postpone a run, but not lose it. */
    @Validate
    public void everySignalIsHandled() {
        loop.runUntilIdle();
        if (!asked.isEmpty()) {
            throw new AssertionError("a wake-up was lost: " + asked);
        }
    }

    @Test
    void modelChecking() {
        LincheckSizes.modelChecking().check(SequentialTaskLincheckTest.class);
    }

    @Test
    void stress() {
        LincheckSizes.stress().check(SequentialTaskLincheckTest.class);
    }
}
