package dev.futurewire.internal.channel;

import dev.futurewire.ChannelOptions;
import dev.futurewire.internal.loop.ManualLoop;
import dev.futurewire.internal.time.ManualTimer;
import dev.futurewire.support.LincheckSizes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Writes from several threads are sent once, without interleaving, in the order of each thread; their futures complete. */
@Tag("slow")
final class WriteQueueLincheckTest {
    @Test
    void underStress() {
        LincheckSizes.stressOfAChannel().check(Subject.class);
    }

    @Test
    void inEveryInterleaving() {
        LincheckSizes.modelCheckingOfAChannel().check(Subject.class);
    }

    /** Writers and the loop. */
    public static class Subject {
        private final ManualLoop loop = new ManualLoop(new ManualTimer());
        private final ScriptedTransport transport = new ScriptedTransport();
        private final StreamChannel channel = StreamChannel.open(
                transport,
                loop,
                ChannelOptions.builder()
                        .captureCallSites(false)
                        .highWaterMark(8)
                        .lowWaterMark(2)
                        .build());
        private final AtomicIntegerArray written = new AtomicIntegerArray(10);
        private final List<CompletableFuture<Void>> futures = new ArrayList<>();

        /** A thread writes its next message. */
        @Operation
        public void write(@Param(gen = ThreadIdGen.class) int thread) {
            remember(channel.write("<" + thread + ":" + written.getAndIncrement(thread) + ">"));
        }

        /** A thread flushes. */
        @Operation
        public void flush() {
            remember(channel.flush());
        }

        private void remember(CompletableFuture<Void> future) {
            synchronized (futures) {
                futures.add(future);
            }
        }

        /** Runs the loop. */
        @Operation(nonParallelGroup = "loop")
        public void work() {
            loop.runUntilIdle();
        }

        /** Finally everything has been sent and every future is complete. */
        @Validate
        public void everythingIsSentInOrder() {
            loop.runUntilIdle();
            String rest = transport.sent();
            int total = 0;
            for (int thread = 0; thread < written.length(); thread++) {
                int at = -1;
                for (int i = 0; i < written.get(thread); i++) {
                    int next = rest.indexOf("<" + thread + ":" + i + ">", at + 1);
                    if (next < 0) {
                        throw new IllegalStateException("message " + i + " of " + thread + " is not in " + rest);
                    }
                    at = next;
                    total += 5;
                }
            }
            if (rest.length() != total) {
                throw new IllegalStateException(total + " bytes were written, sent was " + rest);
            }
            synchronized (futures) {
                if (!futures.stream().allMatch(future -> future.isDone() && !future.isCompletedExceptionally())) {
                    throw new IllegalStateException("futures are still pending: " + futures);
                }
            }
        }
    }
}
