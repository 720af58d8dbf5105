package dev.futurewire.benchmarks.growth;

import dev.futurewire.ChannelOptions;
import dev.futurewire.internal.channel.StreamChannel;
import dev.futurewire.internal.loop.MemoryLoop;
import dev.futurewire.internal.time.Timer;
import dev.futurewire.internal.time.WheelTimer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Opens channels with silent peers and a pending read each, idles for a while, gives each read a deadline on the timer of real
 * servers, and idles again. Prints the library's processor time per second of both phases. The heap is the same in both, so
 * that the difference is the cost of the deadlines.
 */
public final class DeadlineProgram {
    private static final int EARLIEST_SECONDS = 60;
    private static final int LATEST_SECONDS = 600;

    /** Prefix of the timer's and the loop's threads. The JVM's own threads vary by more than the effect to measure. */
    private static final String LIBRARY_THREADS = "futurewire-";

    private DeadlineProgram() {}

    /**
     * Prints nanoseconds per second without deadlines, then with them.
     *
     * @param args number of channels, and seconds of each phase
     */
    public static void main(String[] args) throws InterruptedException, IOException {
        int channels = Integer.parseInt(args[0]);
        int seconds = Integer.parseInt(args[1]);
        Timer timer = WheelTimer.shared();
        MemoryLoop loop = new MemoryLoop(timer);
        // No other deadlines.
        ChannelOptions options = ChannelOptions.builder()
                .idleTimeout(ChannelOptions.UNLIMITED)
                .frameTimeout(ChannelOptions.UNLIMITED)
                .build();
        List<CompletableFuture<?>> reads = new ArrayList<>();
        for (int i = 0; i < channels; i++) {
            reads.add(
                    StreamChannel.open(new BenchmarkTransport(), loop, options).readLine());
        }
        // Starts the thread of the timer, which an unused timer does not have.
        reads.get(0).orTimeout(LATEST_SECONDS, TimeUnit.SECONDS);
        check(timer, 1, reads);
        System.out.println(idle(seconds));
        SplittableRandom random = new SplittableRandom(7);
        for (CompletableFuture<?> read : reads) {
            int unused = read.orTimeout(random.nextInt(EARLIEST_SECONDS, LATEST_SECONDS), TimeUnit.SECONDS)
                    .getNumberOfDependents();
        }
        check(timer, channels, reads);
        System.out.println(idle(seconds));
        check(timer, channels, reads);
        System.out.println("end");
    }

    private static void check(Timer timer, int deadlines, List<CompletableFuture<?>> reads)
            throws InterruptedException {
        System.gc();
        // Lets the loop, the collector and the compilers settle.
        Thread.sleep(TimeUnit.SECONDS.toMillis(2));
        if (timer.pending() < deadlines || reads.stream().anyMatch(CompletableFuture::isDone)) {
            throw new IllegalStateException(timer.pending() + " deadlines are pending instead of " + deadlines);
        }
    }

    private static long idle(int seconds) throws InterruptedException, IOException {
        long before = OwnProcessorTime.ofThreads(LIBRARY_THREADS);
        Thread.sleep(TimeUnit.SECONDS.toMillis(seconds));
        return (OwnProcessorTime.ofThreads(LIBRARY_THREADS) - before) / seconds;
    }
}
