package dev.futurewire.benchmarks.jmh;

import dev.futurewire.ChannelOptions;
import dev.futurewire.benchmarks.growth.BenchmarkTransport;
import dev.futurewire.internal.channel.StreamChannel;
import dev.futurewire.internal.loop.ManualLoop;
import dev.futurewire.internal.time.ManualTimer;
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

/**
 * The cost of a write that is gathered with 63 others into one transport write. Writes from a thread other than the loop's, as
 * a program does outside the callbacks of its channel.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class WriteQueueBenchmark {
    private static final int WRITES = 64;

    private final ManualLoop loop = new ManualLoop(new ManualTimer());
    private final BenchmarkTransport transport = new BenchmarkTransport();
    private final StreamChannel channel = StreamChannel.open(transport, loop, ChannelOptions.defaults());
    private byte[] line = new byte[0];

    @Param({"64", "512"})
    int bytes;

    @Setup
    public void open() {
        line = new byte[bytes];
        loop.runUntilIdle();
    }

    @Benchmark
    @OperationsPerInvocation(WRITES)
    public long write() {
        for (int i = 0; i < WRITES; i++) {
            var unused = channel.write(line);
        }
        loop.runUntilIdle();
        return transport.written((long) WRITES * bytes);
    }
}
