package dev.futurewire.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.futurewire.FrameTooLongException;
import dev.futurewire.support.Await;
import dev.futurewire.support.Connection;
import dev.futurewire.support.Connections;
import dev.futurewire.support.Role;
import dev.futurewire.support.Setup;
import dev.futurewire.support.Wire;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The publisher delivers what was requested, and loses no line that it has read. */
final class LinesPublisherTest {
    @ParameterizedTest
    @EnumSource(Wire.class)
    void obeysDemand(Wire wire) throws IOException {
        with(wire, new DemandingSubscriber(), (connection, subscriber) -> {
            connection.peer().send("1\n2\n3\n4\n5\n");
            Await.until(
                    "all input has arrived",
                    () -> connection.channel().snapshot().bytesIn() == 10);
            assertEquals(0, subscriber.count());
            subscriber.request(2);
            subscriber.awaitCount(2);
            assertEquals(
                    "3", Await.value(connection.channel().readLine()), "two were requested, the third is available");
            subscriber.request(1);
            subscriber.request(1);
            subscriber.awaitCount(4);
            assertEquals(List.of("1", "2", "4", "5"), subscriber.lines());
            assertFalse(subscriber.end().isDone());
        });
    }

    @ParameterizedTest
    @EnumSource(Wire.class)
    void endsWithTheStream(Wire wire) throws IOException {
        with(wire, new DemandingSubscriber(), (connection, subscriber) -> {
            connection.peer().send("1\nlast");
            connection.peer().eof();
            subscriber.request(10);
            Await.value(subscriber.end());
            assertEquals(List.of("1", "last"), subscriber.lines());
        });
    }

    @ParameterizedTest
    @EnumSource(Wire.class)
    void failsIfAReadFails(Wire wire) throws IOException {
        with(wire, new DemandingSubscriber(), (connection, subscriber) -> {
            connection.peer().send("1234\n12345\n1\n");
            subscriber.request(Long.MAX_VALUE);
            assertInstanceOf(FrameTooLongException.class, Await.failure(subscriber.end()));
            assertEquals(List.of("1234"), subscriber.lines());
            assertEquals("1", Await.value(connection.channel().readLine()), "the channel is not closed by it");
        });
    }

    @ParameterizedTest
    @EnumSource(Wire.class)
    void losesNothingWhenItIsCancelled(Wire wire) throws IOException {
        with(wire, new DemandingSubscriber(), (connection, subscriber) -> {
            subscriber.request(5);
            connection.peer().send("1\npa");
            subscriber.awaitCount(1);
            subscriber.cancel();
            connection.peer().send("rt\n");
            assertEquals("part", Await.value(connection.channel().readLine()));
            assertEquals(List.of("1"), subscriber.lines());
            assertFalse(subscriber.end().isDone(), "no signal follows a cancellation");
        });
    }

    @ParameterizedTest
    @EnumSource(Wire.class)
    void hasOneSubscriberOnly(Wire wire) throws IOException {
        with(wire, new DemandingSubscriber(), (connection, subscriber) -> {
            DemandingSubscriber second = new DemandingSubscriber();
            connection.channel().lines().subscribe(second);
            assertInstanceOf(IllegalStateException.class, Await.failure(second.end()));
            connection.peer().send("1\n");
            subscriber.request(1);
            subscriber.awaitCount(1);
        });
    }

    @ParameterizedTest
    @EnumSource(Wire.class)
    void rejectsARequestOfZero(Wire wire) throws IOException {
        with(wire, new DemandingSubscriber(), (connection, subscriber) -> {
            subscriber.request(0);
            assertInstanceOf(IllegalArgumentException.class, Await.failure(subscriber.end()));
        });
    }

    @ParameterizedTest
    @EnumSource(Wire.class)
    void deliversManyLinesRequestedOneByOneInConstantStack(Wire wire) throws IOException {
        with(wire, new DemandingSubscriber(1), (connection, subscriber) -> {
            subscriber.request(1);
            connection.peer().send("x\n".repeat(200_000));
            connection.peer().eof();
            Await.value(subscriber.end());
            assertEquals(200_000, subscriber.count());
        });
    }

    @ParameterizedTest
    @EnumSource(Wire.class)
    void failsAfterAReset(Wire wire) throws IOException {
        with(wire, new DemandingSubscriber(), (connection, subscriber) -> {
            subscriber.request(5);
            connection.peer().send("1\n");
            subscriber.awaitCount(1);
            connection.peer().reset();
            assertInstanceOf(IOException.class, Await.failure(subscriber.end()));
        });
    }

    @ParameterizedTest
    @EnumSource(Wire.class)
    void aConcurrentReadFailsItAndIsNotAffected(Wire wire) throws IOException {
        with(wire, new DemandingSubscriber(), (connection, subscriber) -> {
            CompletableFuture<String> read = connection.channel().readLine();
            subscriber.request(1);
            assertInstanceOf(java.nio.channels.ReadPendingException.class, Await.failure(subscriber.end()));
            connection.peer().send("1\n");
            assertEquals("1", Await.value(read));
        });
    }

    private static void with(
            Wire wire, DemandingSubscriber subscriber, BiConsumer<Connection, DemandingSubscriber> test)
            throws IOException {
        try (Connections connections = wire.connections();
                Connection connection = connections.open(Role.CONNECTED, Setup.limit(4))) {
            connection.channel().lines().subscribe(subscriber);
            test.accept(connection, subscriber);
        }
    }
}
