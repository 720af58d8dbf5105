package dev.futurewire.compose;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.AsyncQueue;
import dev.futurewire.AsyncSemaphore;
import dev.futurewire.support.Await;
import dev.futurewire.support.Connection;
import dev.futurewire.support.MemoryConnections;
import dev.futurewire.support.Role;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** {@code with} releases its permit once, whatever happens. */
final class SemaphoreWithTest {
    private final AsyncSemaphore semaphore = new AsyncSemaphore(1);

    private void assertOnePermit() {
        CompletableFuture<Void> first = semaphore.acquire();
        assertTrue(first.isDone(), "the permit is released");
        CompletableFuture<Void> second = semaphore.acquire();
        assertFalse(second.isDone(), "it is released once");
        second.cancel(false);
        semaphore.release();
    }

    private void assertNoPermit() {
        CompletableFuture<Void> acquire = semaphore.acquire();
        assertFalse(acquire.isDone(), "the permit is in use");
        acquire.cancel(false);
    }

    @TestFactory
    List<DynamicTest> thePermitIsReleasedAfter() {
        RuntimeException failure = new IllegalStateException("of a test");
        List<DynamicTest> tests = new ArrayList<>();
        body(tests, "a value", () -> CompletableFuture.completedFuture("x"), stage -> assertEquals("x", stage.join()));
        body(tests, "null", () -> CompletableFuture.completedFuture(null), stage -> assertNull(stage.join()));
        body(
                tests,
                "a body that throws",
                () -> {
                    throw failure;
                },
                stage -> assertSame(failure, Await.failure(stage)));
        body(
                tests,
                "no stage",
                () -> null,
                stage -> assertInstanceOf(NullPointerException.class, Await.failure(stage)));
        body(
                tests,
                "a failed stage",
                () -> CompletableFuture.failedFuture(failure),
                stage -> assertSame(failure, Await.failure(stage)));
        body(
                tests,
                "a wrapped failure",
                () -> CompletableFuture.failedFuture(new CompletionException(failure)),
                stage -> assertSame(
                        failure, stage.handle((value, thrown) -> thrown).join()));
        body(
                tests,
                "a minimal stage",
                () -> CompletableFuture.completedFuture("x").minimalCompletionStage(),
                stage -> assertEquals("x", stage.join()));
        return tests;
    }

    private void body(
            List<DynamicTest> tests,
            String name,
            Supplier<CompletionStage<String>> body,
            java.util.function.Consumer<CompletableFuture<String>> check) {
        tests.add(DynamicTest.dynamicTest(name, () -> {
            CompletableFuture<String> atOnce = semaphore.with(body);
            assertTrue(atOnce.isDone());
            check.accept(atOnce);
            assertOnePermit();

            CompletableFuture<Void> other = semaphore.acquire();
            assertTrue(other.isDone());
            CompletableFuture<String> later = semaphore.with(body);
            assertFalse(later.isDone());
            semaphore.release();
            Await.until("the section has ended", later::isDone);
            check.accept(later);
            assertOnePermit();
        }));
    }

    @Test
    void thePermitIsHeldWhileTheStageIsPending() {
        CompletableFuture<String> work = new CompletableFuture<>();
        CompletableFuture<String> section = semaphore.with(() -> work);
        assertNoPermit();
        work.complete("done");
        assertEquals("done", Await.value(section));
        assertOnePermit();
    }

    @Test
    void thePermitIsReleasedBeforeTheResult() throws IOException {
        try (MemoryConnections connections = new MemoryConnections();
                Connection connection = connections.open(Role.ACCEPTED)) {
            CompletableFuture<Boolean> seen = connection.channel().readLine().thenCompose(line -> {
                CompletableFuture<String> work = new CompletableFuture<>();
                CompletableFuture<Boolean> free = semaphore
                        .with(() -> work)
                        .thenApply(done -> semaphore.acquire().isDone());
                work.complete("done");
                return free;
            });
            connection.peer().send("go\n");
            assertTrue(Await.value(seen));
        }
    }

    @Test
    void withdrawnWhileItWaits() {
        semaphore.acquire();
        AtomicInteger called = new AtomicInteger();
        CompletableFuture<String> section = semaphore.with(() -> {
            called.incrementAndGet();
            return CompletableFuture.completedFuture("x");
        });
        assertTrue(section.thenApply(done -> done).cancel(false));
        assertInstanceOf(CancellationException.class, Await.failure(section));
        semaphore.release();
        assertOnePermit();
        assertEquals(0, called.get());
    }

    @Test
    void timedOutWhileItWaits() {
        semaphore.acquire();
        CompletableFuture<String> section = semaphore.with(() -> CompletableFuture.completedFuture("x"));
        assertInstanceOf(TimeoutException.class, Await.failure(section.orTimeout(5, MILLISECONDS)));
        semaphore.release();
        assertOnePermit();
    }

    @TestFactory
    List<DynamicTest> aWithdrawalReachesTheStage() {
        List<DynamicTest> tests = new ArrayList<>();
        withdrawal(tests, "itself", section -> section);
        withdrawal(tests, "thenApply", section -> section.thenApply(x -> x));
        withdrawal(tests, "thenCompose", section -> section.thenCompose(CompletableFuture::completedFuture));
        return tests;
    }

    private void withdrawal(
            List<DynamicTest> tests,
            String name,
            Function<CompletableFuture<String>, CompletableFuture<String>> stage) {
        tests.add(DynamicTest.dynamicTest(name + ", a stage of this library", () -> {
            AsyncQueue<String> queue = new AsyncQueue<>(1);
            CompletableFuture<String> section = semaphore.with(queue::take);
            List<Boolean> free = new ArrayList<>();
            CompletableFuture<String> derived = stage.apply(section);
            derived.whenComplete((value, failure) -> {
                CompletableFuture<Void> acquire = semaphore.acquire();
                free.add(acquire.isDone());
                semaphore.release();
            });
            assertTrue(derived.cancel(false));
            assertEquals(List.of(true), free, "released before the stage completes");
            assertInstanceOf(CancellationException.class, Await.failure(section));
            assertOnePermit();
            queue.offer("x");
            assertEquals("x", queue.poll());
        }));
        tests.add(DynamicTest.dynamicTest(name + ", a future of the JDK", () -> {
            CompletableFuture<String> work = new CompletableFuture<>();
            CompletableFuture<String> derived = stage.apply(semaphore.with(() -> work));
            assertTrue(derived.cancel(false));
            assertTrue(work.isCancelled());
            assertOnePermit();
        }));
        tests.add(DynamicTest.dynamicTest(name + ", with a timeout", () -> {
            CompletableFuture<String> work = new CompletableFuture<>();
            CompletableFuture<String> derived = stage.apply(semaphore.with(() -> work));
            assertInstanceOf(TimeoutException.class, Await.failure(derived.orTimeout(5, MILLISECONDS)));
            assertTrue(work.isCancelled());
            assertOnePermit();
        }));
    }

    @Test
    void aStageThatCannotBeCancelledKeepsItsPermitUntilItEnds() {
        CompletableFuture<String> work = new CompletableFuture<>();
        CompletableFuture<String> section = semaphore.with(work::minimalCompletionStage);
        assertTrue(section.cancel(false));
        assertNoPermit();
        work.complete("done");
        assertOnePermit();
        assertTrue(section.isCancelled());
    }

    @Test
    void withdrawnWhileTheBodyIsCalled() {
        CountDownLatch called = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        CompletableFuture<String> work = new CompletableFuture<>();
        semaphore.acquire();
        CompletableFuture<String> section = semaphore.with(() -> {
            called.countDown();
            await(go);
            return work;
        });
        semaphore.release();
        await(called);
        assertTrue(section.cancel(false));
        assertNoPermit();
        go.countDown();
        Await.until("the stage is cancelled", work::isCancelled);
        Await.until("the permit is released", () -> semaphore.toString().contains("1 permits"));
        assertOnePermit();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void atMostAsManyBodiesAsPermitsRunAtOnce() {
        AsyncSemaphore three = new AsyncSemaphore(3);
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<CompletableFuture<Integer>> all = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            all.add(three.with(() -> {
                most.accumulateAndGet(running.incrementAndGet(), Math::max);
                return CompletableFuture.supplyAsync(running::decrementAndGet);
            }));
        }
        all.forEach(Await::value);
        assertEquals(3, most.get());
        assertEquals(0, running.get());
    }
}
