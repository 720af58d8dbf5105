package dev.futurewire.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.futurewire.FrameTooLongException;
import dev.futurewire.support.Await;
import dev.futurewire.support.Connection;
import dev.futurewire.support.Connections;
import dev.futurewire.support.Role;
import dev.futurewire.support.Setup;
import dev.futurewire.support.Wire;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Lines are delivered one by one, each when the action for the previous line has completed. */
final class ForEachLineTest {
    @ParameterizedTest
    @EnumSource(Wire.class)
    void takesEachLineInOrderToTheEnd(Wire wire) throws IOException {
        List<String> lines = new ArrayList<>();
        with(wire, Setup.DEFAULT, connection -> {
            connection.peer().send("a\r\nb\n\nlast");
            connection.peer().eof();
            Await.value(connection.channel().forEachLine(line -> {
                lines.add(line);
                return CompletableFuture.completedFuture(null);
            }));
        });
        assertEquals(List.of("a", "b", "", "last"), lines);
    }

    @ParameterizedTest
    @EnumSource(Wire.class)
    void waitsForEachAction(Wire wire) throws IOException {
        with(wire, Setup.DEFAULT, connection -> {
            List<CompletableFuture<Void>> actions = new ArrayList<>();
            List<String> lines = new ArrayList<>();
            connection.peer().send("a\nb\n");
            connection.peer().eof();
            CompletableFuture<Void> end = connection.channel().forEachLine(line -> {
                synchronized (actions) {
                    lines.add(line);
                    actions.add(new CompletableFuture<>());
                    return actions.get(actions.size() - 1);
                }
            });
            for (int i = 0; i < 2; i++) {
                int number = i;
                Await.until("line " + i, () -> {
                    synchronized (actions) {
                        return actions.size() == number + 1;
                    }
                });
                assertFalse(end.isDone());
                actions.get(i).complete(null);
            }
            Await.value(end);
            assertEquals(List.of("a", "b"), lines);
        });
    }

    @ParameterizedTest
    @EnumSource(Wire.class)
    void failsIfAnActionFails(Wire wire) throws IOException {
        with(wire, Setup.DEFAULT, connection -> {
            IOException failure = new IOException("of a test");
            connection.peer().send("a\nb\n");
            assertSame(
                    failure,
                    Await.failure(connection.channel().forEachLine(line -> CompletableFuture.failedFuture(failure))));
            assertEquals("b", Await.value(connection.channel().readLine()));
        });
    }

    @ParameterizedTest
    @EnumSource(Wire.class)
    void failsIfAnActionThrowsOrReturnsNull(Wire wire) throws IOException {
        with(wire, Setup.DEFAULT, connection -> {
            IllegalStateException thrown = new IllegalStateException("of a test");
            connection.peer().send("a\nb\nc\n");
            assertSame(thrown, Await.failure(connection.channel().forEachLine(line -> {
                throw thrown;
            })));
            assertInstanceOf(
                    NullPointerException.class,
                    Await.failure(connection.channel().forEachLine(line -> null)));
            assertEquals("c", Await.value(connection.channel().readLine()));
        });
    }

    @ParameterizedTest
    @EnumSource(Wire.class)
    void failsIfAReadFails(Wire wire) throws IOException {
        AtomicInteger lines = new AtomicInteger();
        with(wire, Setup.limit(3), connection -> {
            connection.peer().send("abc\nabcd\n");
            assertInstanceOf(
                    FrameTooLongException.class,
                    Await.failure(connection.channel().forEachLine(line -> {
                        lines.incrementAndGet();
                        return CompletableFuture.completedFuture(null);
                    })));
        });
        assertEquals(1, lines.get());
    }

    @ParameterizedTest
    @EnumSource(Wire.class)
    void takesManyBufferedLinesInConstantStack(Wire wire) throws IOException {
        AtomicInteger lines = new AtomicInteger();
        with(wire, Setup.DEFAULT, connection -> {
            CompletableFuture<Void> end = connection.channel().forEachLine(line -> {
                lines.incrementAndGet();
                return CompletableFuture.completedFuture(null);
            });
            connection.peer().send("x\n".repeat(200_000));
            connection.peer().eof();
            Await.value(end);
        });
        assertEquals(200_000, lines.get());
    }

    private static void with(Wire wire, Setup setup, java.util.function.Consumer<Connection> test) throws IOException {
        try (Connections connections = wire.connections();
                Connection connection = connections.open(Role.CONNECTED, setup)) {
            test.accept(connection);
        }
    }
}
