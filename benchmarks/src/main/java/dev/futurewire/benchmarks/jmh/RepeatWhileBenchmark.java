package dev.futurewire.benchmarks.jmh;

import static java.util.concurrent.CompletableFuture.completedFuture;

import dev.futurewire.Futures;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The cost of an iteration whose step is already complete, as for a line that arrived with others. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RepeatWhileBenchmark {
    private static final int TURNS = 1000;

    private int left;

    @Benchmark
    @OperationsPerInvocation(TURNS)
    public CompletableFuture<Void> doneSteps() {
        left = TURNS;
        return Futures.repeatWhile(() -> completedFuture(--left > 0));
    }
}
