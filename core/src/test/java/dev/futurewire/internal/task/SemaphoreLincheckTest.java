package dev.futurewire.internal.task;

import dev.futurewire.internal.future.FutureContext;
import dev.futurewire.internal.future.LoopContext;
import dev.futurewire.internal.loop.ManualLoop;
import dev.futurewire.internal.time.ManualTimer;
import dev.futurewire.support.LincheckSizes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A semaphore loses and doubles no permit, whatever is withdrawn at which moment. */
@Tag("slow")
final class SemaphoreLincheckTest {
    @Test
    void underStress() {
        LincheckSizes.stressOfAChannel().check(Subject.class);
    }

    @Test
    void inEveryInterleaving() {
        LincheckSizes.modelCheckingOfAChannel().check(Subject.class);
    }

    /** Acquires, sections, and the loop that serves them. */
    public static class Subject {
        private final ManualLoop loop = new ManualLoop(new ManualTimer());
        private final FutureContext context = new LoopContext(loop, () -> "a test");
        private final SemaphoreCore semaphore = new SemaphoreCore(1);
        private final AtomicInteger released = new AtomicInteger(1);
        private final List<CompletableFuture<?>> acquires = new ArrayList<>();
        private final List<CompletableFuture<?>> sections = new ArrayList<>();
        private final List<CompletableFuture<Integer>> work = new ArrayList<>();

        @Operation
        public void acquire() {
            add(acquires, semaphore.acquire(context));
        }

        @Operation
        public void release() {
            released.incrementAndGet();
            semaphore.release();
        }

        @Operation
        public void cancelAcquire() {
            cancel(acquires);
        }

        @Operation
        public void with() {
            add(sections, semaphore.with(context, () -> {
                CompletableFuture<Integer> stage = new CompletableFuture<>();
                synchronized (work) {
                    work.add(stage);
                }
                return stage;
            }));
        }

        @Operation
        public void finishWork() {
            CompletableFuture<Integer> stage;
            synchronized (work) {
                stage = work.isEmpty() ? null : work.get(work.size() - 1);
            }
            if (stage != null) {
                stage.complete(1);
            }
        }

        @Operation
        public void cancelSection() {
            cancel(sections);
        }

        private static void add(List<CompletableFuture<?>> futures, CompletableFuture<?> future) {
            synchronized (futures) {
                futures.add(future);
            }
        }

        private static void cancel(List<CompletableFuture<?>> futures) {
            CompletableFuture<?> future;
            synchronized (futures) {
                future = futures.isEmpty() ? null : futures.get(futures.size() - 1);
            }
            if (future != null) {
                future.cancel(false);
            }
        }

        /** Runs the loop. */
        @Operation(nonParallelGroup = "loop")
        public void work() {
            loop.runUntilIdle();
        }

        /** Finally the permits are those released without those of acquires that succeeded. */
        @Validate
        public void noPermitIsLostOrDoubled() {
            loop.runUntilIdle();
            for (int i = 0; i < work.size(); i++) {
                work.get(i).complete(1);
                loop.runUntilIdle();
            }
            int permits = released.get();
            for (CompletableFuture<?> each : acquires) {
                if (!each.isDone()) {
                    // Nothing is available, or this would not wait.
                    each.cancel(false);
                } else if (!each.isCompletedExceptionally()) {
                    permits--;
                }
            }
            sections.forEach(each -> each.cancel(false));
            loop.runUntilIdle();
            String expected = "[" + permits + " permits, 0 acquires wait]";
            if (!expected.equals(semaphore.toString())) {
                throw new IllegalStateException("expected " + expected + ", found " + semaphore);
            }
        }
    }
}
