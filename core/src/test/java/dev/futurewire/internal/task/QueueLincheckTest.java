package dev.futurewire.internal.task;

import dev.futurewire.internal.future.FutureContext;
import dev.futurewire.internal.future.LoopContext;
import dev.futurewire.internal.loop.ManualLoop;
import dev.futurewire.internal.time.ManualTimer;
import dev.futurewire.support.LincheckSizes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The operations of a queue that return at once are linearizable; those that wait lose and double no item. */
@Tag("slow")
final class QueueLincheckTest {
    @Test
    void immediateOperationsUnderStress() {
        LincheckSizes.stress().check(Immediate.class);
    }

    @Test
    void immediateOperationsInEveryInterleaving() {
        LincheckSizes.modelChecking().check(Immediate.class);
    }

    @Test
    void waitingOperationsUnderStress() {
        LincheckSizes.stressOfAChannel().check(Waiting.class);
    }

    @Test
    void waitingOperationsInEveryInterleaving() {
        LincheckSizes.modelCheckingOfAChannel().check(Waiting.class);
    }

    /** Without futures. */
    public static class Immediate {
        private final QueueCore<Integer> queue = new QueueCore<>(2);

        @Operation
        public boolean offer(int item) {
            return queue.offer(item);
        }

        @Operation
        public Integer poll() {
            return queue.poll();
        }

        @Operation
        public int size() {
            return queue.size();
        }

        @Operation
        public void close() {
            queue.close();
        }
    }

    /** Takes and puts that wait, are served by a loop, and are cancelled. */
    public static class Waiting {
        private final ManualLoop loop = new ManualLoop(new ManualTimer());
        private final FutureContext context = new LoopContext(loop, () -> "a test");
        private final QueueCore<Integer> queue = new QueueCore<>(1);
        private final AtomicInteger items = new AtomicInteger();
        private final Map<Integer, CompletableFuture<?>> puts = new LinkedHashMap<>();
        private final List<CompletableFuture<Integer>> takes = new ArrayList<>();
        private final List<Integer> out = new ArrayList<>();

        @Operation
        public void put() {
            int item = items.getAndIncrement();
            CompletableFuture<?> put = queue.put(context, item);
            synchronized (puts) {
                puts.put(item, put);
            }
        }

        @Operation
        public void take() {
            CompletableFuture<Integer> take = queue.take(context);
            synchronized (takes) {
                takes.add(take);
            }
        }

        @Operation
        public void poll() {
            Integer item = queue.poll();
            synchronized (out) {
                if (item != null) {
                    out.add(item);
                }
            }
        }

        /** Cancels a stage derived from the newest take. */
        @Operation
        public void cancelTake() {
            CompletableFuture<Integer> take;
            synchronized (takes) {
                take = takes.isEmpty() ? null : takes.get(takes.size() - 1);
            }
            if (take != null) {
                take.thenApply(item -> item).cancel(false);
            }
        }

        @Operation
        public void cancelPut() {
            CompletableFuture<?> put = null;
            synchronized (puts) {
                for (CompletableFuture<?> each : puts.values()) {
                    put = each;
                }
            }
            if (put != null) {
                put.cancel(false);
            }
        }

        /** Runs the loop. */
        @Operation(nonParallelGroup = "loop")
        public void work() {
            loop.runUntilIdle();
        }

        /** Finally each item of a successful put is in one place, and no other is anywhere. */
        @Validate
        public void noItemIsLostOrDoubled() {
            loop.runUntilIdle();
            List<Integer> found = new ArrayList<>(out);
            for (CompletableFuture<Integer> each : takes) {
                if (each.isDone() && !each.isCompletedExceptionally()) {
                    found.add(each.join());
                }
            }
            for (Integer item = queue.poll(); item != null; item = queue.poll()) {
                found.add(item);
            }
            loop.runUntilIdle();
            List<Integer> expected = new ArrayList<>();
            puts.forEach((item, put) -> {
                if (!put.isCompletedExceptionally()) {
                    expected.add(item);
                    if (!put.isDone()) {
                        throw new IllegalStateException("a put still waits for room");
                    }
                }
            });
            found.sort(null);
            expected.sort(null);
            if (!found.equals(expected)) {
                throw new IllegalStateException("put " + expected + ", found " + found);
            }
        }
    }
}
