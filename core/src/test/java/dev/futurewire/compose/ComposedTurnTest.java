package dev.futurewire.compose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.AsyncQueue;
import dev.futurewire.AsyncSemaphore;
import dev.futurewire.CloseReason;
import dev.futurewire.internal.loop.LoopThread;
import dev.futurewire.support.Await;
import dev.futurewire.support.Connection;
import dev.futurewire.support.LoopbackServer;
import dev.futurewire.support.MemoryConnections;
import dev.futurewire.support.Role;
import dev.futurewire.support.TcpPeer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Where the futures of queues and semaphores complete. */
final class ComposedTurnTest {
    private final AsyncQueue<Integer> queue = new AsyncQueue<>(1);
    private final AsyncSemaphore semaphore = new AsyncSemaphore(0);
    private final CompletableFuture<Object> work = new CompletableFuture<>();

    /** An operation that has to wait, and what lets it complete. */
    private record Case(String name, Supplier<CompletableFuture<?>> operation, Runnable cause) {}

    private List<Case> cases() {
        return List.of(
                new Case("take, by offer", queue::take, () -> queue.offer(1)),
                new Case("take, by put", queue::take, () -> queue.put(1)),
                new Case("take, by close", queue::take, queue::close),
                new Case(
                        "put, by poll",
                        () -> {
                            queue.offer(1);
                            return queue.put(2);
                        },
                        queue::poll),
                new Case(
                        "put, by take",
                        () -> {
                            queue.offer(1);
                            return queue.put(2);
                        },
                        queue::take),
                new Case(
                        "put, by close",
                        () -> {
                            queue.offer(1);
                            return queue.put(2);
                        },
                        queue::close),
                new Case("acquire", semaphore::acquire, semaphore::release),
                new Case("with, by release", () -> semaphore.with(() -> done()), semaphore::release),
                new Case(
                        "with, by the end of its stage",
                        () -> {
                            semaphore.release();
                            return semaphore.with(() -> work);
                        },
                        () -> work.complete("done")));
    }

    private static CompletableFuture<Object> done() {
        return CompletableFuture.completedFuture("done");
    }

    /** A new instance for each case. */
    private static List<DynamicTest> each(java.util.function.BiConsumer<ComposedTurnTest, Case> test) {
        List<DynamicTest> tests = new ArrayList<>();
        int count = new ComposedTurnTest().cases().size();
        for (int i = 0; i < count; i++) {
            ComposedTurnTest instance = new ComposedTurnTest();
            Case each = instance.cases().get(i);
            tests.add(DynamicTest.dynamicTest(each.name(), () -> test.accept(instance, each)));
        }
        return tests;
    }

    @TestFactory
    List<DynamicTest> inTheTurnOfTheConnectionWhoseCallbackAsked() {
        return each((instance, each) -> {
            try (MemoryConnections connections = new MemoryConnections();
                    Connection connection = connections.open(Role.ACCEPTED)) {
                AtomicReference<CompletableFuture<?>> operation = new AtomicReference<>();
                CompletableFuture<Boolean> inTurn = new CompletableFuture<>();
                connection.channel().readLine().thenRun(() -> {
                    CompletableFuture<?> future = each.operation().get();
                    future.whenComplete(
                            (value, failure) -> inTurn.complete(LoopThread.currentCaller() == connection.channel()));
                    operation.set(future);
                });
                connection.peer().send("go\n");
                Await.until("the operation waits", () -> operation.get() != null);
                assertFalse(operation.get().isDone());
                each.cause().run();
                assertTrue(Await.value(inTurn));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
    }

    @TestFactory
    List<DynamicTest> afterTheCallbackThatCausesIt() {
        return each((instance, each) -> {
            if (each.name().contains("end of its stage")) {
                // The program completes its own future, and the section with it.
                return;
            }
            try (MemoryConnections connections = new MemoryConnections();
                    Connection connection = connections.open(Role.ACCEPTED)) {
                List<String> order = Collections.synchronizedList(new ArrayList<>());
                CompletableFuture<Void> end = new CompletableFuture<>();
                connection.channel().readLine().thenRun(() -> {
                    each.operation().get().whenComplete((value, failure) -> {
                        order.add("completed");
                        end.complete(null);
                    });
                    each.cause().run();
                    order.add("caused");
                });
                connection.peer().send("go\n");
                Await.value(end);
                assertEquals(List.of("caused", "completed"), order);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
    }

    @TestFactory
    List<DynamicTest> onALoopIfAskedElsewhere() {
        return each((instance, each) -> {
            CompletableFuture<Boolean> onLoop = new CompletableFuture<>();
            CompletableFuture<?> future = each.operation().get();
            assertFalse(future.isDone());
            future.whenComplete((value, failure) -> onLoop.complete(LoopThread.current() != null));
            each.cause().run();
            assertTrue(Await.value(onLoop));
        });
    }

    @Test
    void afterTheEndOfTheConnection() throws IOException {
        try (MemoryConnections connections = new MemoryConnections()) {
            AtomicReference<CompletableFuture<Integer>> take = new AtomicReference<>();
            try (Connection connection = connections.open(Role.ACCEPTED)) {
                CompletableFuture<Void> turn = connection.channel().readLine().thenRun(() -> take.set(queue.take()));
                connection.peer().send("go\n");
                Await.value(turn);
            }
            assertFalse(take.get().isDone());
            queue.offer(1);
            assertEquals(1, Await.value(take.get()));
        }
    }

    @Test
    void aTimeoutOfATakeIsNotTheConnections() throws IOException {
        AtomicReference<CompletableFuture<CloseReason>> closed = new AtomicReference<>();
        try (LoopbackServer server = LoopbackServer.with(channel -> {
                    closed.set(channel.closed());
                    return channel.readLine().thenCompose(line -> queue.take().orTimeout(5, TimeUnit.MILLISECONDS));
                });
                TcpPeer peer = server.connect()) {
            peer.send("go\n");
            Await.until("the handler has begun", () -> closed.get() != null);
            assertEquals(CloseReason.HANDLER_FAILED, Await.value(closed.get(), Duration.ofSeconds(10)));
        }
    }
}
