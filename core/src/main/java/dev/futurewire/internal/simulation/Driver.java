package dev.futurewire.internal.simulation;

import dev.futurewire.internal.loop.VirtualLoop;
import dev.futurewire.internal.time.Nanos;
import dev.futurewire.internal.time.VirtualTimer;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Runs a simulation step by step.
 *
 * <p>One step runs what comes first in this list:
 *
 * <ol>
 *   <li>turns that have been requested, until there are none;
 *   <li>one arrival: a waiting read is thus completed, and its handler runs, before the next bytes arrive;
 *   <li>one task that waits for arrivals: a deadline that has passed. Data of the same moment thus wins over a timeout.
 * </ol>
 *
 * If there is no step, the clock moves to the next alarm. All alarms of that time are fired before the next step.
 */
final class Driver {
    /**
     * Maximum number of steps without a move of the clock: 20,000,000. A stream of 20 MB that arrives byte by byte takes as many; a
     * step takes about a microsecond.
     */
    private static final int MAX_STEPS = 20_000_000;

    /** Maximum number of moves of the clock in one call of {@link #runUntil}: 100,000, a day of beats every second. */
    private static final int MAX_MOVES = 100_000;

    /** Maximum number of steps after the condition of {@link #runUntil} holds: 10,000. */
    private static final int MAX_STEPS_AFTERWARDS = 10_000;

    /** An alarm that is further away counts as never due: 50 years. No time limit is an alarm in a hundred years. */
    private static final long HORIZON_NANOS = Nanos.NEVER / 6;

    /** Maximum number of times that alarms are abandoned at the end, since what is abandoned may set others: 1,000. */
    private static final int MAX_ABANDONED = 1_000;

    private final VirtualTimer timer = new VirtualTimer();
    private final @Nullable Random chosenOrder;
    private final VirtualLoop loop;
    private final Arrivals arrivals;
    private final Function<String, String> report;

    /**
     * Creates a driver, whose loop works on the current thread until {@link #end}.
     *
     * @param seed of the generator that chooses among what can happen next; null if connections take turns
     * @param report adds the state of the simulation to the description of a problem
     * @throws IllegalStateException if the thread works a loop
     */
    Driver(@Nullable Long seed, Function<String, String> report) {
        this.report = report;
        chosenOrder = seed == null ? null : new Random(seed);
        arrivals = new Arrivals(chosenOrder);
        loop = VirtualLoop.start(timer, chosenOrder != null ? chosenOrder : new Random(0));
    }

    VirtualTimer timer() {
        return timer;
    }

    VirtualLoop loop() {
        return loop;
    }

    /** Returns a new source of arrivals: one end of a connection, or a connection attempt. */
    Executor arrivals() {
        return arrivals.source();
    }

    /**
     * Runs what can run, and moves the clock when nothing can, until a condition holds. Then runs what else can run at that time,
     * within limits.
     *
     * @throws AssertionError if the condition does not come to hold
     */
    void runUntil(BooleanSupplier condition) {
        loop.drive(() -> {
            int moves = 0;
            int steps = 0;
            while (!condition.getAsBoolean()) {
                if (step()) {
                    requireFewer(++steps);
                    continue;
                }
                steps = 0;
                long next = timer.nextDue();
                if (next - timer.now() > HORIZON_NANOS) {
                    throw failure(
                            "the stage cannot complete: nothing can run and no timer is set (a TestWorld does not wait for other threads)");
                }
                if (++moves > MAX_MOVES) {
                    throw failure("the stage is not complete although " + MAX_MOVES + " timers have expired");
                }
                moveTo(next);
            }
            int afterwards = 0;
            while (afterwards < MAX_STEPS_AFTERWARDS && step()) {
                afterwards++;
            }
        });
    }

    /** Runs what can run without a move of the clock. Has no effect in code that this driver runs. */
    void settle() {
        if (!loop.isDriven()) {
            loop.drive(this::runSteps);
        }
    }

    /** Moves the clock, and runs everything that is due up to and including the new time. */
    void advance(long nanos) {
        loop.drive(() -> {
            long target = timer.now() + nanos;
            runSteps();
            for (long next = timer.nextDue(); next <= target; next = timer.nextDue()) {
                moveTo(next);
                runSteps();
            }
            timer.advanceTo(target);
        });
    }

    /** Runs steps until there is none. */
    private void runSteps() {
        int steps = 0;
        while (step()) {
            requireFewer(++steps);
        }
    }

    private boolean step() {
        return loop.runReady() || arrivals.deliverNext() || loop.runAfterArrivals();
    }

    private void requireFewer(int steps) {
        if (steps > MAX_STEPS) {
            throw failure("the connections do not come to rest: " + MAX_STEPS + " steps have run at the same time");
        }
    }

    private AssertionError failure(String problem) {
        return new AssertionError(report.apply(problem));
    }

    private void moveTo(long time) {
        List<Runnable> due = timer.advanceTo(time);
        if (chosenOrder != null) {
            Collections.shuffle(due, chosenOrder);
        }
        loop.report(() -> due.forEach(Runnable::run));
    }

    /**
     * Ends the loop and releases the thread.
     *
     * @param last runs first, and may close connections; then all alarms are abandoned
     */
    void end(Runnable last) {
        try {
            loop.drive(() -> {
                last.run();
                runSteps();
                for (int i = 0; i < MAX_ABANDONED && timer.pending() > 0; i++) {
                    List<Runnable> abandoned = timer.abandonAll();
                    loop.report(() -> abandoned.forEach(Runnable::run));
                    runSteps();
                }
            });
        } finally {
            loop.shutdown();
        }
    }
}
