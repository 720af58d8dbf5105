package dev.futurewire.internal.channel;

import dev.futurewire.ChannelOptions;
import dev.futurewire.internal.loop.ManualLoop;
import dev.futurewire.internal.time.ManualTimer;
import dev.futurewire.support.LincheckSizes;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A line races with the cancellation and the timeout of its read: it is delivered to this read or to the next one, once. */
@Tag("slow")
final class WaiterLincheckTest {
    @Test
    void underStress() {
        LincheckSizes.stressOfAChannel().check(Subject.class);
    }

    @Test
    void inEveryInterleaving() {
        LincheckSizes.modelCheckingOfAChannel().check(Subject.class);
    }

    /** A pending read and the events that may complete it. */
    public static class Subject {
        private final ManualTimer timer = new ManualTimer();
        private final ManualLoop loop = new ManualLoop(timer);
        private final ScriptedTransport transport = new ScriptedTransport();
        private final StreamChannel channel = StreamChannel.open(
                transport,
                loop,
                ChannelOptions.builder().captureCallSites(false).build());
        private final AtomicBoolean arrived = new AtomicBoolean();
        private final AtomicBoolean takenBySecond = new AtomicBoolean();
        private final CompletableFuture<String> reader;

        /** A pending read. */
        public Subject() {
            loop.runUntilIdle();
            reader = channel.readLine().orTimeout(20, TimeUnit.MILLISECONDS);
            loop.runUntilIdle();
        }

        /** The line arrives. */
        @Operation(runOnce = true)
        public void arrive() {
            arrived.set(true);
            transport.arrive("line\n");
        }

        /** The program cancels the read. */
        @Operation
        public void cancel() {
            reader.cancel(true);
        }

        /** The deadline passes. */
        @Operation(runOnce = true)
        public void expire() {
            timer.advance(Duration.ofMillis(40));
        }

        /** Another read: rejected, or completed with the line. */
        @Operation(runOnce = true)
        public void readToo() {
            CompletableFuture<String> second = channel.readLine();
            if (!second.cancel(true) && !second.isCompletedExceptionally()) {
                takenBySecond.set("line".equals(second.join()));
            }
        }

        /** Runs the loop. */
        @Operation(nonParallelGroup = "loop")
        public void work() {
            loop.runUntilIdle();
        }

        /** Finally the line has been delivered once, or is still buffered. */
        @Validate
        public void theLineIsDeliveredOnce() {
            loop.runUntilIdle();
            int taken = takenBySecond.get() ? 1 : 0;
            if (reader.isDone() && !reader.isCompletedExceptionally()) {
                taken++;
            }
            CompletableFuture<String> next = channel.readLine();
            loop.runUntilIdle();
            if (next.isDone() && !next.isCompletedExceptionally()) {
                taken++;
            }
            next.cancel(true);
            if (taken != (arrived.get() ? 1 : 0)) {
                throw new IllegalStateException("the line was delivered " + taken + " times");
            }
        }
    }
}
