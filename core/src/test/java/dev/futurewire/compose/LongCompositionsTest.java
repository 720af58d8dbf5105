package dev.futurewire.compose;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.Futures;
import dev.futurewire.support.Await;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Loops and maps of any length take constant stack and memory. */
@Tag("slow")
final class LongCompositionsTest {
    private static final int STEPS = 1_000_000;
    private static final int ITEMS = 100_000;
    private static final long MEBIBYTE = 1024 * 1024;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final AtomicInteger steps = new AtomicInteger();

    private Optional<Integer> next() {
        int made = steps.incrementAndGet();
        return made < STEPS ? Optional.empty() : Optional.of(made);
    }

    private static long usedHeap() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }

    private static int depth() {
        return StackWalker.getInstance().walk(frames -> (int) frames.count());
    }

    @Test
    void aLoopWhoseStepsAreCompleteAtOnce() {
        assertEquals(STEPS, Futures.loop(() -> completedFuture(next())).getNow(0), "complete at once");
    }

    @Test
    void aLoopWhoseStepsAreCompletedOneAfterTheOtherByATurn() throws IOException {
        try (VirtualTurn turn = new VirtualTurn()) {
            long before = usedHeap();
            AtomicReference<CompletableFuture<Optional<Integer>>> pending = new AtomicReference<>();
            AtomicInteger deepest = new AtomicInteger();
            AtomicInteger highest = new AtomicInteger();
            CompletableFuture<Integer> loop = turn.call(() -> Futures.loop(() -> {
                if (steps.get() % 1_000 == 0) {
                    deepest.accumulateAndGet(depth(), Math::max);
                }
                CompletableFuture<Optional<Integer>> step = new CompletableFuture<>();
                pending.set(step);
                return step;
            }));
            for (int i = 0; i < 100; i++) {
                turn.run(() -> {
                    for (int k = 0; k < STEPS / 100; k++) {
                        pending.get().complete(next());
                    }
                });
                if (i == 50) {
                    highest.set((int) ((usedHeap() - before) / MEBIBYTE));
                }
            }
            assertEquals(STEPS, Await.value(loop, PATIENCE));
            assertTrue(deepest.get() < 200, deepest + " frames");
            assertTrue(highest.get() < 32, highest + " MiB after half of the steps");
        }
    }

    @Test
    void aLoopWhoseStepsAreCompletedInsideTheOnesBefore() {
        // Each step completes the previous one, on the same stack.
        Deque<CompletableFuture<Optional<Integer>>> pending = new ArrayDeque<>();
        CompletableFuture<Integer> loop = Futures.loop(() -> {
            CompletableFuture<Optional<Integer>> step = new CompletableFuture<>();
            if (next().isPresent()) {
                return completedFuture(Optional.of(STEPS));
            }
            pending.add(step);
            CompletableFuture<Optional<Integer>> earlier = pending.poll();
            earlier.complete(Optional.empty());
            return step;
        });
        assertEquals(STEPS, Await.value(loop, PATIENCE));
    }

    @Test
    void aMapWhoseTasksAreCompleteAtOnce() {
        List<Integer> items = IntStream.range(0, ITEMS).boxed().toList();
        long before = usedHeap();
        AtomicInteger deepest = new AtomicInteger();
        CompletableFuture<List<Integer>> all = Futures.mapAll(items, 10, item -> {
            if (item % 1_000 == 0) {
                deepest.accumulateAndGet(depth(), Math::max);
            }
            return completedFuture(item);
        });
        assertEquals(items, Await.value(all, PATIENCE));
        long grown = (usedHeap() - before) / MEBIBYTE;
        assertTrue(grown < 32, grown + " MiB");
        assertTrue(deepest.get() < 200, deepest + " frames");
    }

    @Test
    void aMapWhoseTasksAreCompletedOneAfterTheOtherByATurn() throws IOException {
        try (VirtualTurn turn = new VirtualTurn()) {
            List<Integer> items = IntStream.range(0, ITEMS).boxed().toList();
            long before = usedHeap();
            Deque<CompletableFuture<Integer>> pending = new ArrayDeque<>();
            AtomicInteger deepest = new AtomicInteger();
            AtomicInteger most = new AtomicInteger();
            CompletableFuture<List<Integer>> all = turn.call(() -> Futures.mapAll(items, 10, item -> {
                if (item % 1_000 == 0) {
                    deepest.accumulateAndGet(depth(), Math::max);
                }
                CompletableFuture<Integer> task = new CompletableFuture<>();
                pending.add(task);
                most.accumulateAndGet(pending.size(), Math::max);
                return task;
            }));
            turn.run(() -> {
                for (int i = 0; i < ITEMS; i++) {
                    pending.remove().complete(i);
                }
            });
            assertEquals(items, Await.value(all, PATIENCE));
            long grown = (usedHeap() - before) / MEBIBYTE;
            assertTrue(grown < 32, grown + " MiB");
            assertTrue(deepest.get() < 200, deepest + " frames");
            assertEquals(10, most.get());
        }
    }

    @Test
    void nestedScopesCompleteWithoutOverflowingTheStack() throws IOException {
        try (VirtualTurn turn = new VirtualTurn()) {
            CompletableFuture<String> innermost = new CompletableFuture<>();
            CompletableFuture<String> outer = turn.call(() -> {
                CompletableFuture<String> scope = innermost;
                for (int i = 0; i < 20_000; i++) {
                    CompletableFuture<String> inner = scope;
                    scope = Futures.timeout(Duration.ofHours(1), () -> inner);
                }
                return scope;
            });
            innermost.complete("value");
            assertEquals("value", Await.value(outer, PATIENCE));
        }
    }
}
