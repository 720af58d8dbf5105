package dev.futurewire.scenario;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.Futures;
import dev.futurewire.support.Await;
import dev.futurewire.support.Connection;
import dev.futurewire.support.MemoryConnections;
import dev.futurewire.support.Role;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A while loop over futures. */
final class RepeatWhileTest {
    private final AtomicInteger steps = new AtomicInteger();

    @Test
    void runsWhileStepsYieldTrue() {
        Await.value(Futures.repeatWhile(() -> completedFuture(steps.incrementAndGet() < 5)));
        assertEquals(5, steps.get());
    }

    @Test
    void takesConstantStackForStepsThatCompleteAtOnce() {
        Await.value(Futures.repeatWhile(() -> completedFuture(steps.incrementAndGet() < 1_000_000)));
        assertEquals(1_000_000, steps.get());
    }

    @Test
    void takesConstantStackForNestedCompletions() {
        Deque<CompletableFuture<Boolean>> pending = new ArrayDeque<>();
        CompletableFuture<Void> loop = Futures.repeatWhile(() -> {
            CompletableFuture<Boolean> step = new CompletableFuture<>();
            pending.add(step);
            return step;
        });
        for (int i = 0; i < 100_000; i++) {
            pending.remove().complete(true);
        }
        pending.remove().complete(false);
        Await.value(loop);
    }

    @Test
    void continuesOnTheThreadThatCompletesAStep() {
        Await.value(Futures.repeatWhile(
                () -> CompletableFuture.supplyAsync(() -> steps.incrementAndGet() < 1_000, ForkJoinPool.commonPool())));
        assertEquals(1_000, steps.get());
    }

    @Test
    void failsIfAStepFails() {
        IOException failure = new IOException("of a test");
        CompletableFuture<Void> loop = Futures.repeatWhile(() -> CompletableFuture.failedFuture(failure));
        loop.whenComplete((done, thrown) -> assertSame(failure, thrown));
        assertSame(failure, Await.failure(loop));
    }

    @Test
    void failsWithTheUnwrappedCauseOfADerivedStep() {
        IOException failure = new IOException("of a test");
        CompletableFuture<Boolean> first = new CompletableFuture<>();
        CompletableFuture<Void> loop = Futures.repeatWhile(() -> first.thenApply(value -> value));
        CompletableFuture<Throwable> seen = new CompletableFuture<>();
        loop.whenComplete((done, thrown) -> seen.complete(thrown));
        first.completeExceptionally(failure);
        assertSame(failure, Await.value(seen));
    }

    @Test
    void failsIfTheSupplierThrows() {
        IllegalStateException thrown = new IllegalStateException("of a test");
        assertSame(thrown, Await.failure(Futures.repeatWhile(() -> {
            if (steps.incrementAndGet() == 3) {
                throw thrown;
            }
            return completedFuture(true);
        })));
    }

    @Test
    void failsForANullStageAndForANullValue() {
        assertInstanceOf(NullPointerException.class, Await.failure(Futures.repeatWhile(() -> null)));
        assertInstanceOf(NullPointerException.class, Await.failure(Futures.repeatWhile(() -> completedFuture(null))));
    }

    @Test
    void stopsWhenItIsCancelledAndWithdrawsItsRead() throws IOException {
        try (MemoryConnections connections = new MemoryConnections();
                Connection connection = connections.open(Role.ACCEPTED)) {
            CompletableFuture<Void> loop = EchoLoop.repeating(connection.channel());
            connection.peer().send("one\n");
            connection.peer().expectPeer("one\n");
            assertTrue(loop.cancel(true));
            assertInstanceOf(CancellationException.class, Await.failure(loop));
            connection.peer().send("two\n");
            assertEquals("two", Await.value(connection.channel().readLine()));
        }
    }

    @Test
    void stopsWhenItIsTimedOutAndWithdrawsItsRead() throws IOException {
        try (MemoryConnections connections = new MemoryConnections();
                Connection connection = connections.open(Role.ACCEPTED)) {
            CompletableFuture<Void> loop =
                    EchoLoop.repeating(connection.channel()).orTimeout(40, MILLISECONDS);
            assertInstanceOf(TimeoutException.class, Await.failure(loop));
            connection.peer().send("two\n");
            assertEquals("two", Await.value(connection.channel().readLine()));
        }
    }

    @Test
    void cancellingADerivedStageStopsIt() throws IOException {
        try (MemoryConnections connections = new MemoryConnections();
                Connection connection = connections.open(Role.ACCEPTED)) {
            CompletableFuture<String> after =
                    EchoLoop.repeating(connection.channel()).thenApply(done -> "over");
            connection.peer().send("one\n");
            connection.peer().expectPeer("one\n");
            assertTrue(after.cancel(true));
            connection.peer().send("two\n");
            assertEquals("two", Await.value(connection.channel().readLine()));
        }
    }

    @Test
    void canBeCompletedByTheProgram() {
        CompletableFuture<Boolean> step = new CompletableFuture<>();
        CompletableFuture<Void> loop = Futures.repeatWhile(() -> step);
        assertFalse(loop.isDone());
        assertTrue(loop.completeExceptionally(new CompletionException(new IOException("from outside"))));
        step.complete(true);
        assertTrue(loop.isCompletedExceptionally());
    }
}
