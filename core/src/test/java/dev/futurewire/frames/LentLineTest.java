package dev.futurewire.frames;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.AsyncChannel;
import dev.futurewire.support.AnyWire;
import dev.futurewire.support.Await;
import dev.futurewire.support.Connection;
import dev.futurewire.support.Connections;
import dev.futurewire.support.Role;
import dev.futurewire.support.Setup;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code forEachLineBuffer} lends each line to the action for the length of the call. */
final class LentLineTest {
    private interface Scenario {
        void on(Connection connection) throws Exception;
    }

    private static void with(AnyWire wire, Scenario scenario) throws Exception {
        try (Connections connections = wire.connections();
                Connection connection = connections.open(Role.ACCEPTED, Setup.DEFAULT)) {
            scenario.on(connection);
        }
    }

    @ParameterizedTest
    @EnumSource(AnyWire.class)
    void aLineCanBeWrittenBackWithoutACopy(AnyWire wire) throws Exception {
        with(wire, connection -> {
            AsyncChannel channel = connection.channel();
            CompletableFuture<Void> end = channel.forEachLineBuffer(line -> {
                channel.write(line);
                return channel.write("\n");
            });
            String lines = "a\n\n" + "x".repeat(20_000) + "\nlast\n";
            connection.peer().send(lines);
            connection.peer().expectPeer(lines);
            connection.peer().eof();
            Await.value(end);
        });
    }

    @ParameterizedTest
    @EnumSource(AnyWire.class)
    void aRetainedBufferIsReadOnlyAndShowsNoLaterInput(AnyWire wire) throws Exception {
        with(wire, connection -> {
            List<ByteBuffer> retained = new ArrayList<>();
            CompletableFuture<Void> first = new CompletableFuture<>();
            CompletableFuture<Void> end = connection.channel().forEachLineBuffer(line -> {
                assertTrue(line.isReadOnly());
                assertFalse(line.hasArray());
                assertEquals("secret", StandardCharsets.ISO_8859_1.decode(line).toString());
                retained.add(line);
                return first;
            });
            connection.peer().send("secret\n");
            Await.until("the line", () -> !retained.isEmpty());
            Await.value(CompletableFuture.runAsync(
                    () -> assertEquals(0, retained.get(0).limit()),
                    connection.channel().executor()));
            first.complete(null);
            connection.peer().eof();
            Await.value(end);
        });
    }

    @ParameterizedTest
    @EnumSource(AnyWire.class)
    void isCalledInTheTurnAlsoIfAnotherThreadCompletesTheActions(AnyWire wire) throws Exception {
        with(wire, connection -> {
            AsyncChannel channel = connection.channel();
            List<String> lines = new ArrayList<>();
            List<Thread> threads = new ArrayList<>();
            List<CompletableFuture<Void>> actions = new ArrayList<>();
            CompletableFuture<Void> end = channel.forEachLineBuffer(line -> {
                synchronized (actions) {
                    lines.add(StandardCharsets.ISO_8859_1.decode(line).toString());
                    threads.add(Thread.currentThread());
                    actions.add(new CompletableFuture<>());
                    return actions.get(actions.size() - 1);
                }
            });
            connection.peer().send("one\ntwo\nthree\n");
            connection.peer().eof();
            for (int i = 0; i < 3; i++) {
                int number = i;
                Await.until("line " + i, () -> {
                    synchronized (actions) {
                        return actions.size() == number + 1;
                    }
                });
                actions.get(i).complete(null);
            }
            Await.value(end);
            assertEquals(List.of("one", "two", "three"), lines);
            assertFalse(threads.contains(Thread.currentThread()));
        });
    }
}
