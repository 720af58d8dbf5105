package dev.futurewire.scenario;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.futurewire.AsyncChannel;
import dev.futurewire.support.Await;
import dev.futurewire.support.Connection;
import dev.futurewire.support.Connections;
import dev.futurewire.support.Role;
import dev.futurewire.support.Wire;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Cancelling a stage cancels the read that it currently waits for, wherever in the chain that is. */
@Tag("slow")
final class ChainedReadCancellationTest {
    /** Conversations that read a head line and then wait for a body. */
    static Stream<Named<Function<AsyncChannel, CompletableFuture<?>>>> chains() {
        return Stream.of(
                chain("compose", c -> c.readLine().thenCompose(head -> c.readLine())),
                chain(
                        "compose, apply",
                        c -> c.readLine().thenCompose(head -> c.readLine()).thenApply(String::length)),
                chain(
                        "compose, apply, apply",
                        c -> c.readLine()
                                .thenCompose(head -> c.readLine())
                                .thenApply(String::length)
                                .thenApply(n -> n + 1)),
                chain(
                        "compose, whenComplete",
                        c -> c.readLine().thenCompose(head -> c.readLine()).whenComplete((line, failure) -> {})),
                chain(
                        "apply, compose",
                        c -> c.readLine().thenApply(String::length).thenCompose(n -> c.readExactly(n))),
                chain(
                        "compose of apply",
                        c -> c.readLine().thenCompose(head -> c.readLine().thenApply(String::length))),
                chain(
                        "compose of compose",
                        c -> c.readLine().thenCompose(head -> c.write("go on\n").thenCompose(done -> c.readLine()))),
                chain(
                        "compose of compose, apply",
                        c -> c.readLine()
                                .thenCompose(head -> c.write("go on\n").thenCompose(done -> c.readLine()))
                                .thenApply(String::length)));
    }

    private static Named<Function<AsyncChannel, CompletableFuture<?>>> chain(
            String name, Function<AsyncChannel, CompletableFuture<?>> chain) {
        return Named.of(name, chain);
    }

    @ParameterizedTest
    @MethodSource("chains")
    void timedOutInItsFirstRead(Function<AsyncChannel, CompletableFuture<?>> chain) throws IOException {
        withConnection(connection -> {
            connection.peer().send("he");
            CompletableFuture<?> end = chain.apply(connection.channel()).orTimeout(40, MILLISECONDS);
            assertInstanceOf(TimeoutException.class, Await.failure(end));
            connection.peer().send("ad\n");
            assertEquals("head", Await.value(connection.channel().readLine()));
        });
    }

    @ParameterizedTest
    @MethodSource("chains")
    void timedOutInItsSecondRead(Function<AsyncChannel, CompletableFuture<?>> chain) throws IOException {
        withConnection(connection -> {
            CompletableFuture<?> end = chain.apply(connection.channel()).orTimeout(80, MILLISECONDS);
            connection.peer().send("head\nbo");
            assertInstanceOf(TimeoutException.class, Await.failure(end));
            connection.peer().send("dy\n");
            assertEquals("body", Await.value(connection.channel().readLine()));
        });
    }

    @ParameterizedTest
    @MethodSource("chains")
    void timedOutInItsSecondReadWhenTheFirstWasBuffered(Function<AsyncChannel, CompletableFuture<?>> chain)
            throws IOException {
        withConnection(connection -> {
            connection.peer().send("head\nbo");
            Await.until(
                    "the input is buffered",
                    () -> connection.channel().snapshot().bytesIn() == 7);
            CompletableFuture<?> end = chain.apply(connection.channel()).orTimeout(40, MILLISECONDS);
            assertInstanceOf(TimeoutException.class, Await.failure(end));
            connection.peer().send("dy\n");
            assertEquals("body", Await.value(connection.channel().readLine()));
        });
    }

    @ParameterizedTest
    @MethodSource("chains")
    void cancelledInItsSecondRead(Function<AsyncChannel, CompletableFuture<?>> chain) throws IOException {
        withConnection(connection -> {
            CompletableFuture<?> end = chain.apply(connection.channel());
            connection.peer().send("head\nbo");
            Await.until(
                    "the head is read", () -> connection.channel().snapshot().bufferedInput() == 2);
            // Cancellation fails while the head line is being delivered.
            Await.until("it can be cancelled", () -> end.cancel(true));
            Await.failure(end);
            connection.peer().send("dy\n");
            assertEquals("body", Await.value(connection.channel().readLine()));
        });
    }

    private static void withConnection(java.util.function.Consumer<Connection> test) throws IOException {
        for (Wire wire : Wire.values()) {
            try (Connections connections = wire.connections();
                    Connection connection = connections.open(Role.ACCEPTED)) {
                test.accept(connection);
            }
        }
    }
}
