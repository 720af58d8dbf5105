package dev.futurewire.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.futurewire.AsyncChannel;
import dev.futurewire.support.AnyWire;
import dev.futurewire.support.Await;
import dev.futurewire.support.Connection;
import dev.futurewire.support.Connections;
import dev.futurewire.support.Role;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code executor()} runs tasks in the connection's turn. */
final class TurnExecutorTest {
    private interface Scenario {
        void on(Connection connection) throws IOException;
    }

    private static void with(AnyWire wire, Scenario scenario) throws IOException {
        try (Connections connections = wire.connections();
                Connection connection = connections.open(Role.ACCEPTED)) {
            scenario.on(connection);
        }
    }

    @ParameterizedTest
    @EnumSource(AnyWire.class)
    void tasksAndCallbacksAreSerial(AnyWire wire) throws IOException {
        with(wire, connection -> {
            AsyncChannel channel = connection.channel();
            AtomicInteger inside = new AtomicInteger();
            AtomicInteger overlaps = new AtomicInteger();
            AtomicInteger done = new AtomicInteger();
            Runnable task = () -> {
                overlaps.addAndGet(inside.getAndIncrement());
                Thread.onSpinWait();
                inside.decrementAndGet();
                done.incrementAndGet();
            };
            CompletableFuture<Void> lines = channel.forEachLine(line -> {
                task.run();
                return CompletableFuture.completedFuture(null);
            });
            Executor executor = channel.executor();
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                Thread thread = new Thread(() -> {
                    for (int k = 0; k < 2_000; k++) {
                        executor.execute(task);
                    }
                });
                thread.start();
                threads.add(thread);
            }
            connection.peer().send("x\n".repeat(2_000));
            connection.peer().eof();
            Await.value(lines);
            Await.until("all have run", () -> done.get() == 8_000);
            assertEquals(0, overlaps.get());
        });
    }

    @ParameterizedTest
    @EnumSource(AnyWire.class)
    void runsInOrderAndNotInsideTheCall(AnyWire wire) throws IOException {
        with(wire, connection -> {
            AsyncChannel channel = connection.channel();
            List<String> order = new ArrayList<>();
            CompletableFuture<List<String>> end = new CompletableFuture<>();
            channel.executor().execute(() -> {
                channel.executor().execute(() -> order.add("second"));
                channel.executor().execute(() -> {
                    order.add("third");
                    end.complete(order);
                });
                order.add("first");
            });
            assertEquals(List.of("first", "second", "third"), Await.value(end));
        });
    }

    @ParameterizedTest
    @EnumSource(AnyWire.class)
    void aFailingTaskDoesNotHarmTheConnection(AnyWire wire) throws IOException {
        with(wire, connection -> {
            AsyncChannel channel = connection.channel();
            channel.executor().execute(() -> {
                throw new IllegalStateException("of a test");
            });
            connection.peer().send("x\n");
            assertEquals("x", Await.value(channel.readLine()));
        });
    }

    @ParameterizedTest
    @EnumSource(AnyWire.class)
    void runsAfterTheEndAsWell(AnyWire wire) throws IOException {
        AtomicReference<AsyncChannel> ended = new AtomicReference<>();
        with(wire, connection -> {
            AsyncChannel channel = connection.channel();
            ended.set(channel);
            channel.abort();
            Await.value(channel.closed());
            Await.value(CompletableFuture.runAsync(() -> {}, channel.executor()));
            assertFalse(channel.isWritable());
        });
        if (wire == AnyWire.TCP) {
            // The loop of the connection may have ended, too.
            Await.value(CompletableFuture.runAsync(() -> {}, ended.get().executor()));
        }
    }
}
