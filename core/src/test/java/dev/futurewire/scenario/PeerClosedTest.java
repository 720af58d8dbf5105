package dev.futurewire.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.AsyncChannel;
import dev.futurewire.ChannelOptions;
import dev.futurewire.simulation.SimulatedConnection;
import dev.futurewire.support.AnyWire;
import dev.futurewire.support.Await;
import dev.futurewire.support.Connection;
import dev.futurewire.support.Connections;
import dev.futurewire.support.Role;
import dev.futurewire.support.SocketStates;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A program that is not reading is notified that its peer has closed. */
final class PeerClosedTest {
    private static void whenTheConnection(AnyWire wire, String unread, Consumer<Connection> ends) throws IOException {
        for (Role role : Role.values()) {
            try (Connections connections = wire.connections();
                    Connection connection = connections.open(role)) {
                AsyncChannel channel = connection.channel();
                connection.peer().send(unread);
                Await.until("the input has arrived", () -> channel.snapshot().bytesIn() == unread.length());
                CompletableFuture<Void> waiting = channel.peerClosed();
                CompletableFuture<Void> other = channel.peerClosed();
                assertTrue(other.cancel(false));
                AtomicBoolean called = new AtomicBoolean();
                channel.peerClosed().thenRun(() -> called.set(true));
                channel.write("x");
                assertFalse(waiting.isDone());
                ends.accept(connection);
                Await.value(waiting, () -> wire + ", " + role + ", " + situation(channel));
                Await.until("the dependent is called", called::get);
                assertTrue(other.isCancelled());
                Await.value(channel.peerClosed());
            }
        }
    }

    private static String situation(AsyncChannel channel) {
        return SocketStates.of(channel.localAddress(), channel.remoteAddress()) + ", " + channel.snapshot();
    }

    @ParameterizedTest
    @EnumSource(AnyWire.class)
    void completesAtTheEndOfTheStream(AnyWire wire) throws IOException {
        whenTheConnection(wire, "unread\n", connection -> {
            connection.peer().eof();
            Await.value(connection.channel().peerClosed());
            assertEquals("unread", Await.value(connection.channel().readLine()));
            assertNull(Await.value(connection.channel().readLine()));
        });
    }

    @ParameterizedTest
    @EnumSource(AnyWire.class)
    void completesAtAReset(AnyWire wire) throws IOException {
        whenTheConnection(wire, "", connection -> connection.peer().reset());
    }

    @ParameterizedTest
    @EnumSource(AnyWire.class)
    void completesWhenThePeerCloses(AnyWire wire) throws IOException {
        whenTheConnection(wire, "unread", connection -> connection.peer().peerClose());
    }

    @ParameterizedTest
    @EnumSource(AnyWire.class)
    void completesAtALocalClose(AnyWire wire) throws IOException {
        whenTheConnection(wire, "", connection -> connection.channel().close());
    }

    @ParameterizedTest
    @EnumSource(AnyWire.class)
    void completesAtALocalAbort(AnyWire wire) throws IOException {
        whenTheConnection(wire, "", connection -> connection.channel().abort());
    }

    @Test
    void aTimeoutAffectsOnlyItsFuture() {
        SimulatedConnection connection = new SimulatedConnection(ChannelOptions.defaults());
        CompletableFuture<Void> brief = connection.channel().peerClosed().orTimeout(1, TimeUnit.SECONDS);
        CompletableFuture<Void> derived =
                connection.channel().peerClosed().thenRun(() -> {}).orTimeout(1, TimeUnit.SECONDS);
        CompletableFuture<Void> patient = connection.channel().peerClosed();
        connection.run();
        connection.advance(Duration.ofSeconds(2));
        assertTrue(brief.isCompletedExceptionally());
        assertTrue(derived.isCompletedExceptionally());
        assertFalse(patient.isDone());
        connection.send("line\n");
        assertEquals("line", connection.channel().readLine().join());
        connection.channel().abort();
        connection.run();
        assertTrue(patient.isDone());
    }

    @Test
    void timeoutsOfTheConnectionStillApply() {
        var options =
                ChannelOptions.builder().idleTimeout(Duration.ofSeconds(8)).build();
        SimulatedConnection connection = new SimulatedConnection(options);
        CompletableFuture<Void> waiting = connection.channel().peerClosed();
        connection.run();
        connection.advance(Duration.ofSeconds(11));
        assertTrue(waiting.isDone());
    }
}
