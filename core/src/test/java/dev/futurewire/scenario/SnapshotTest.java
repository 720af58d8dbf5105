package dev.futurewire.scenario;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.AsyncChannel;
import dev.futurewire.CloseReason;
import dev.futurewire.observe.Awaiting;
import dev.futurewire.observe.ChannelSnapshot;
import dev.futurewire.observe.ChannelState;
import dev.futurewire.observe.Operation;
import dev.futurewire.support.Await;
import dev.futurewire.support.Connection;
import dev.futurewire.support.Connections;
import dev.futurewire.support.Role;
import dev.futurewire.support.Setup;
import dev.futurewire.support.Wire;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The contents of a snapshot are exact. */
final class SnapshotTest {
    @ParameterizedTest
    @EnumSource(Wire.class)
    void countsBytesAndLines(Wire wire) throws IOException {
        with(wire, Setup.limit(5), connection -> {
            AsyncChannel channel = connection.channel();
            connection.peer().send("one\r\ntwo\n\n123456\n;rest\u20ac");
            Await.value(channel.readLine());
            Await.value(channel.readLineBytes());
            Await.value(channel.readLine());
            Await.failure(channel.readLine());
            Await.value(channel.readUntil(new byte[] {';'}));
            Await.value(channel.readExactly(2));
            Await.until("all input has arrived", () -> channel.snapshot().bytesIn() == 25);
            Await.value(channel.write("a\nb\nc"));
            Await.value(channel.write(new byte[] {'\n', '\r', '\n'}));
            Await.value(channel.flush());
            ChannelSnapshot snapshot = channel.snapshot();
            assertEquals(25, snapshot.bytesIn());
            assertEquals(8, snapshot.bytesOut());
            assertEquals(4, snapshot.linesIn(), "records delivered, the overlong one not among them");
            assertEquals(4, snapshot.linesOut());
            assertEquals(5, snapshot.bufferedInput());
            assertEquals(0, snapshot.queuedOutput());
            assertEquals(channel.id(), snapshot.id());
            assertEquals(channel.remoteAddress(), snapshot.remoteAddress());
            assertEquals(ChannelState.OPEN, snapshot.state());
            assertNull(snapshot.closeReason());
            assertTrue(snapshot.awaiting().isEmpty());
        });
    }

    @ParameterizedTest
    @EnumSource(Wire.class)
    void showsThePendingReadAndItsCallSite(Wire wire) throws IOException {
        with(wire, Setup.DEFAULT, connection -> {
            AsyncChannel channel = connection.channel();
            CompletableFuture<String> read = channel.readLine().orTimeout(100, SECONDS);
            connection.peer().send("par");
            Await.until("the input has arrived", () -> channel.snapshot().bytesIn() == 3);
            Awaiting awaiting = channel.snapshot().awaiting().get(0);
            assertEquals(Operation.READ_LINE, awaiting.operation());
            assertEquals(3, awaiting.bytes());
            assertNotNull(awaiting.callSite());
            assertEquals("SnapshotTest.java", awaiting.callSite().getFileName());
            assertTrue(awaiting.location().orElse("").startsWith("SnapshotTest.java:"));
            Duration remaining = awaiting.remaining();
            assertNotNull(remaining);
            assertTrue(remaining.compareTo(Duration.ofSeconds(90)) > 0
                    && remaining.compareTo(Duration.ofSeconds(101)) < 0);
            assertTrue(awaiting.since().compareTo(Duration.ofSeconds(10)) < 0);
            read.cancel(true);
            assertTrue(channel.snapshot().awaiting().isEmpty());
        });
    }

    @ParameterizedTest
    @EnumSource(Wire.class)
    void showsQueuedOutputAndThePendingFlush(Wire wire) throws IOException {
        with(wire, Setup.backpressure(1024, 256, 16 * 1024), connection -> {
            AsyncChannel channel = connection.channel();
            int size = 8 << 20;
            CompletableFuture<Void> write = channel.write(new byte[size]);
            Await.until("it waits", () -> channel.snapshot().awaiting().size() == 1);
            ChannelSnapshot snapshot = channel.snapshot();
            assertEquals(Operation.WRITE, snapshot.awaiting().get(0).operation());
            assertTrue(snapshot.queuedOutput() > 1024);
            connection.peer().expectPeer(new byte[size]);
            Await.value(write);
            Await.value(channel.flush());
            assertEquals(size, channel.snapshot().bytesOut());
            assertEquals(0, channel.snapshot().queuedOutput());
        });
    }

    @ParameterizedTest
    @EnumSource(Wire.class)
    void goesThroughTheStates(Wire wire) throws IOException {
        with(wire, Setup.DEFAULT, connection -> {
            AsyncChannel channel = connection.channel();
            assertEquals(ChannelState.OPEN, channel.snapshot().state());
            Await.value(channel.shutdownOutput());
            assertEquals(ChannelState.HALF_CLOSED, channel.snapshot().state());
            CompletableFuture<CloseReason> closed = channel.close();
            Await.until("it is closing", () -> channel.snapshot().state() == ChannelState.CLOSING);
            assertEquals(CloseReason.LOCAL_CLOSE, channel.snapshot().closeReason());
            connection.peer().peerClose();
            Await.value(closed);
            assertEquals(ChannelState.CLOSED, channel.snapshot().state());
            assertEquals(CloseReason.LOCAL_CLOSE, channel.snapshot().closeReason());
        });
    }

    @ParameterizedTest
    @EnumSource(Wire.class)
    void isHalfClosedAfterThePeersEnd(Wire wire) throws IOException {
        with(wire, Setup.DEFAULT, connection -> {
            connection.peer().eof();
            Await.until(
                    "the end of the stream is read",
                    () -> connection.channel().snapshot().state() == ChannelState.HALF_CLOSED);
        });
    }

    private static void with(Wire wire, Setup setup, Consumer<Connection> test) throws IOException {
        try (Connections connections = wire.connections();
                Connection connection = connections.open(Role.ACCEPTED, setup)) {
            test.accept(connection);
        }
    }
}
