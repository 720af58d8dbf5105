package dev.futurewire.benchmarks.jmh;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.CompletableFuture.completedFuture;

import dev.futurewire.AsyncChannel;
import dev.futurewire.ChannelOptions;
import dev.futurewire.Futures;
import dev.futurewire.benchmarks.growth.BenchmarkTransport;
import dev.futurewire.internal.channel.ChannelOwner;
import dev.futurewire.internal.channel.StreamChannel;
import dev.futurewire.internal.loop.ManualLoop;
import dev.futurewire.internal.time.ManualTimer;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
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
 * The cost of a line in a whole channel without a socket: 64 lines arrive at once, and each is read with a deadline and
 * written back. With {@code -prof gc}, {@code gc.alloc.rate.norm} is the allocation per line.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class LineBenchmark {
    private static final int LINES = 64;
    private static final byte[] NEWLINE = {'\n'};

    private final ManualLoop loop = new ManualLoop(new ManualTimer());
    private final BenchmarkTransport transport = new BenchmarkTransport();
    private byte[] batch = new byte[0];

    @Param({"bytes", "strings"})
    String lines = "bytes";

    @Param({"64"})
    int bytes;

    private interface Step {
        CompletableFuture<Boolean> of(AsyncChannel channel);
    }

    @Setup
    public void open() {
        batch = ("x".repeat(bytes) + "\n").repeat(LINES).getBytes(UTF_8);
        Step step = lines.equals("bytes") ? LineBenchmark::echoBytes : LineBenchmark::echoString;
        StreamChannel.open(transport, loop, ChannelOptions.defaults(), ChannelOwner.NONE, channel -> {
            var unused = Futures.repeatWhile(() -> step.of(channel));
        });
        loop.runUntilIdle();
    }

    @Benchmark
    @OperationsPerInvocation(LINES)
    public long echo() {
        transport.receive(ByteBuffer.wrap(batch));
        loop.runUntilIdle();
        return transport.written(batch.length);
    }

    private static CompletableFuture<Boolean> echoBytes(AsyncChannel channel) {
        return channel.readLineBytes()
                .orTimeout(10, TimeUnit.SECONDS)
                .thenCompose(line -> line == null
                        ? completedFuture(false)
                        : channel.write(line)
                                .thenCompose(written -> channel.write(NEWLINE))
                                .thenApply(done -> true));
    }

    private static CompletableFuture<Boolean> echoString(AsyncChannel channel) {
        return channel.readLine()
                .orTimeout(10, TimeUnit.SECONDS)
                .thenCompose(line -> line == null
                        ? completedFuture(false)
                        : channel.write(line + "\n").thenApply(done -> true));
    }
}
