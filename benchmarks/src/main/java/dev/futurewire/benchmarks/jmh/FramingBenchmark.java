package dev.futurewire.benchmarks.jmh;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.futurewire.internal.frame.InputBuffer;
import dev.futurewire.internal.frame.ScanResult;
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
import org.openjdk.jmh.infra.Blackhole;

/** The cost of finding a frame among received bytes and taking it, per frame; 64 frames arrive at once. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class FramingBenchmark {
    private static final int UNITS = 64;
    private static final int LIMIT = 64 * 1024;
    private static final byte[] BLANK_LINE = {'\r', '\n', '\r', '\n'};

    @Param({"8", "64", "1024"})
    int bytes;

    private final InputBuffer input = new InputBuffer();
    private byte[] lines = new byte[0];
    private byte[] records = new byte[0];

    @Setup
    public void fill() {
        lines = ("x".repeat(bytes) + "\n").repeat(UNITS).getBytes(UTF_8);
        records = ("x".repeat(bytes) + "\r\n\r\n").repeat(UNITS).getBytes(UTF_8);
    }

    @Benchmark
    @OperationsPerInvocation(UNITS)
    public void lines(Blackhole blackhole) {
        input.append(lines, 0, lines.length);
        while (input.line(LIMIT) == ScanResult.READY) {
            blackhole.consume(input.takeBytes());
        }
    }

    @Benchmark
    @OperationsPerInvocation(UNITS)
    public void untilADelimiter(Blackhole blackhole) {
        input.append(records, 0, records.length);
        while (input.until(BLANK_LINE, LIMIT) == ScanResult.READY) {
            blackhole.consume(input.takeBytes());
        }
    }
}
