package dev.futurewire.benchmarks.jmh;

import dev.futurewire.internal.time.Alarm;
import dev.futurewire.internal.time.ManualTimer;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The cost of the timer wheel, empty and with a million pending alarms, 1 to 10 minutes ahead. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class TimerBenchmark {
    private static final int ALARMS = 1000;
    private static final long SECOND = 1_000_000_000L;

    @Param({"0", "1000000"})
    int pending;

    private final ManualTimer timer = new ManualTimer();
    private final Alarm[] alarms = new Alarm[ALARMS];

    /** An alarm that never fires, since time stands still. */
    private static final class Ahead extends Alarm {
        @Override
        protected void fire() {
            throw new IllegalStateException("no time has passed");
        }
    }

    @Setup
    public void fill() {
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < pending; i++) {
            timer.set(new Ahead(), random.nextLong(60 * SECOND, 600 * SECOND));
        }
        for (int i = 0; i < ALARMS; i++) {
            alarms[i] = new Ahead();
        }
    }

    /** Sets an alarm ten seconds ahead and cancels it. */
    @Benchmark
    @OperationsPerInvocation(ALARMS)
    public void setAndCancel() {
        for (Alarm alarm : alarms) {
            timer.set(alarm, timer.now() + 10 * SECOND);
        }
        for (Alarm alarm : alarms) {
            timer.cancel(alarm);
        }
    }

    /** Reschedules a pending alarm. */
    @Benchmark
    @OperationsPerInvocation(ALARMS)
    public void move() {
        for (int i = 0; i < ALARMS; i++) {
            timer.set(alarms[i], timer.now() + (10 + i % 7) * SECOND);
        }
    }
}
