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
 * Opens channels whose peers say nothing, each with a read that waits; does nothing for a while; gives each read a
 * deadline, on the timer of real servers, and does nothing once more. Prints how much processor time the library took in
 * each second of the one and of the other. The heap is the same, so that the difference is the deadlines'.
 */
public final class DeadlineProgram {
    private static final int EARLIEST_SECONDS = 60;
    private static final int LATEST_SECONDS = 600;

    /** The timer and the loop. What the JVM's own threads take while it is idle varies by more than could be seen. */
    private static final String OURS = "futurewire-";

    private DeadlineProgram() {}

    /**
     * Prints nanoseconds for each second without deadlines, then with them.
     *
     * @param args how many channels, and for how many seconds to do nothing
     */
    public static void main(String[] args) throws InterruptedException, IOException {
        int channels = Integer.parseInt(args[0]);
        int seconds = Integer.parseInt(args[1]);
        Timer timer = WheelTimer.shared();
        MemoryLoop loop = new MemoryLoop(timer);
        // Whatever else has a deadline by default has none here.
        ChannelOptions options = ChannelOptions.builder()
                .idleTimeout(ChannelOptions.UNLIMITED)
                .frameTimeout(ChannelOptions.UNLIMITED)
                .build();
        List<CompletableFuture<?>> reads = new ArrayList<>();
        for (int i = 0; i < channels; i++) {
            reads.add(StreamChannel.open(new ScriptedTransport(), loop, options).readLine());
        }
        // A timer that was never set has no thread: this one has, and nearly nothing to do.
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
        // The loop, the collector and the compilers come to rest.
        Thread.sleep(TimeUnit.SECONDS.toMillis(2));
        if (timer.pending() < deadlines || reads.stream().anyMatch(CompletableFuture::isDone)) {
            throw new IllegalStateException(timer.pending() + " deadlines are pending instead of " + deadlines);
        }
    }

    private static long idle(int seconds) throws InterruptedException, IOException {
        long before = OwnProcessorTime.ofThreads(OURS);
        Thread.sleep(TimeUnit.SECONDS.toMillis(seconds));
        return (OwnProcessorTime.ofThreads(OURS) - before) / seconds;
    }
}
