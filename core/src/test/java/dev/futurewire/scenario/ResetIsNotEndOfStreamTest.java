package dev.futurewire.scenario;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.futurewire.AsyncChannel;
import dev.futurewire.CloseReason;
import dev.futurewire.ServerOptions;
import dev.futurewire.support.AnyWire;
import dev.futurewire.support.Await;
import dev.futurewire.support.Connection;
import dev.futurewire.support.Connections;
import dev.futurewire.support.LoopbackServer;
import dev.futurewire.support.Role;
import dev.futurewire.support.Setup;
import dev.futurewire.support.TcpPeer;
import dev.futurewire.support.TestTls;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A reset that reaches a channel while output is queued is not an end of the stream. The operating system reports it once; if
 * it fails the write, the next read reports an end of the stream.
 */
@Tag("slow")
final class ResetIsNotEndOfStreamTest {
    private static final int QUEUED = 6_000_000;

    /** Reads for which half a record is not enough. */
    enum Reading {
        LINE(AsyncChannel::readLine),
        LINE_BYTES(AsyncChannel::readLineBytes),
        UNTIL(channel -> channel.readUntil(new byte[] {'\n'})),
        EXACTLY(channel -> channel.readExactly(100)),
        ALL(channel -> channel.readAll(1_000_000)),
        EACH_LINE(channel -> channel.forEachLine(line -> {
            throw new AssertionError("a line of half a record: " + line);
        })),
        LINES(channel -> {
            DemandingSubscriber subscriber = new DemandingSubscriber();
            channel.lines().subscribe(subscriber);
            subscriber.request(1);
            return subscriber.end();
        });

        final Function<AsyncChannel, CompletableFuture<?>> begin;

        Reading(Function<AsyncChannel, CompletableFuture<?>> begin) {
            this.begin = begin;
        }
    }

    private static List<Arguments> wiresAndReadings() {
        List<Arguments> all = new ArrayList<>();
        for (AnyWire wire : AnyWire.values()) {
            for (Reading reading : Reading.values()) {
                all.add(Arguments.of(wire, reading));
            }
        }
        return all;
    }

    private static List<Arguments> wiresAndRoles() {
        List<Arguments> all = new ArrayList<>();
        for (AnyWire wire : AnyWire.values()) {
            for (Role role : Role.values()) {
                all.add(Arguments.of(wire, role));
            }
        }
        return all;
    }

    /** A connection whose peer takes a part of what is written and then resets it. */
    private static void withQueuedOutput(AnyWire wire, Role role, String received, Conversation conversation)
            throws IOException {
        try (Connections connections = wire.connections();
                Connection connection = connections.open(role, Setup.backpressure(64 * 1024, 1024, 4 * 1024))) {
            AsyncChannel channel = connection.channel();
            CompletableFuture<Void> write = channel.write(new byte[QUEUED]);
            connection.peer().send(received);
            Await.until("the input has arrived", () -> channel.snapshot().bytesIn() == received.length());
            conversation.hold(connection, write);
        }
    }

    private interface Conversation {
        void hold(Connection connection, CompletableFuture<Void> write) throws IOException;
    }

    private static Throwable assertBroken(Throwable failure) {
        assertInstanceOf(IOException.class, failure);
        assertFalse(failure instanceof EOFException, "a reset is not an incomplete read: " + failure);
        assertFalse(failure instanceof SSLException, "a reset is not a truncation: " + failure);
        return failure;
    }

    @ParameterizedTest
    @MethodSource("wiresAndReadings")
    void aWaitingReadFailsWithTheReset(AnyWire wire, Reading reading) throws IOException {
        withQueuedOutput(wire, Role.CONNECTED, "first half", (connection, write) -> {
            AsyncChannel channel = connection.channel();
            CompletableFuture<?> read = reading.begin.apply(channel);
            connection.peer().reset();
            Throwable broken = assertBroken(Await.failure(read));
            assertSame(broken, Await.failure(write));
            assertSame(broken, Await.failure(channel.readLine()), "again and again");
            assertEquals(CloseReason.PEER_RESET, Await.value(channel.close()));
        });
    }

    @ParameterizedTest
    @MethodSource("wiresAndReadings")
    void aReadThatBeginsAfterTheResetFailsWithIt(AnyWire wire, Reading reading) throws IOException {
        withQueuedOutput(wire, Role.ACCEPTED, "first half", (connection, write) -> {
            connection.peer().reset();
            Throwable broken = assertBroken(Await.failure(write));
            assertSame(broken, Await.failure(reading.begin.apply(connection.channel())));
            assertEquals(
                    CloseReason.PEER_RESET, Await.value(connection.channel().close()));
        });
    }

    @ParameterizedTest
    @MethodSource("wiresAndRoles")
    void completeLinesAreDeliveredBeforeTheReset(AnyWire wire, Role role) throws IOException {
        withQueuedOutput(wire, role, "one\ntwo\nhalf of thr", (connection, write) -> {
            AsyncChannel channel = connection.channel();
            connection.peer().reset();
            Await.failure(write);
            assertEquals("one", Await.value(channel.readLine()));
            assertArrayEquals("two".getBytes(US_ASCII), Await.value(channel.readLineBytes()));
            assertBroken(Await.failure(channel.readLine()));
            assertArrayEquals("half of thr".getBytes(US_ASCII), Await.value(channel.read(100)), "bytes are bytes");
            assertBroken(Await.failure(channel.read(100)));
        });
    }

    @ParameterizedTest
    @MethodSource("wiresAndRoles")
    void aResetBetweenLinesIsNotAnEndEither(AnyWire wire, Role role) throws IOException {
        withQueuedOutput(wire, role, "complete\n", (connection, write) -> {
            List<String> lines = new CopyOnWriteArrayList<>();
            CompletableFuture<Void> all = connection.channel().forEachLine(line -> {
                lines.add(line);
                return CompletableFuture.completedFuture(null);
            });
            connection.peer().reset();
            assertBroken(Await.failure(all));
            assertEquals(List.of("complete"), lines);
        });
    }

    @ParameterizedTest
    @EnumSource(
            value = AnyWire.class,
            names = {"TCP", "TCP_SHARING_READ_BUFFERS", "MEMORY", "TLS13_TCP", "TLS13_MEMORY"})
    void anEndBeforeTheResetIsAnEnd(AnyWire wire) throws IOException {
        for (Role role : Role.values()) {
            withQueuedOutput(wire, role, "one\nlast", (connection, write) -> {
                AsyncChannel channel = connection.channel();
                connection.peer().eof();
                Await.value(channel.peerClosed());
                connection.peer().reset();
                Await.failure(write);
                assertEquals("one", Await.value(channel.readLine()));
                assertEquals("last", Await.value(channel.readLine()));
                assertNull(Await.value(channel.readLine()));
            });
        }
    }

    @ParameterizedTest
    @EnumSource(AnyWire.class)
    void aHalfClosedPeerIsReadToItsEndWhileOutputWaits(AnyWire wire) throws IOException {
        withQueuedOutput(wire, Role.ACCEPTED, "last", (connection, write) -> {
            connection.peer().eof();
            if (!wire.name().startsWith("TLS12")) {
                assertEquals("last", Await.value(connection.channel().readLine()));
                assertFalse(write.isDone());
            }
            connection.peer().expectPeer(new byte[QUEUED]);
            Await.value(write);
        });
    }

    @Test
    void anEndRemainsAnEndIfTheOutputBreaksLater() throws IOException {
        for (AnyWire wire : List.of(AnyWire.TCP, AnyWire.MEMORY)) {
            withQueuedOutput(wire, Role.ACCEPTED, "last", (connection, write) -> {
                AsyncChannel channel = connection.channel();
                connection.peer().eof();
                assertEquals("last", Await.value(channel.readLine()));
                connection.peer().reset();
                Await.failure(write);
                assertNull(Await.value(channel.readLine()));
            });
        }
    }

    @Test
    void anIncompleteCommandNeverReachesTheHandler() throws IOException {
        for (boolean tls : new boolean[] {false, true}) {
            List<String> commands = new CopyOnWriteArrayList<>();
            CompletableFuture<CloseReason> end = new CompletableFuture<>();
            ServerOptions.Builder options = ServerOptions.builder().loops(1);
            if (tls) {
                options.tls(TestTls.build(TestTls.server("TLSv1.3")));
            }
            try (LoopbackServer server = LoopbackServer.with(options.build(), channel -> {
                channel.closed().thenAccept(end::complete);
                channel.write(new byte[QUEUED]);
                return channel.forEachLine(line -> {
                    commands.add(line);
                    return CompletableFuture.completedFuture(null);
                });
            })) {
                TcpPeer peer = tls ? server.connect(TestTls.build(TestTls.client("TLSv1.3"))) : server.connect();
                peer.send("LIST\nDELETE /tmp");
                Await.until("the input has arrived", () -> !commands.isEmpty());
                peer.reset();
                assertEquals(CloseReason.PEER_RESET, Await.value(end));
                assertEquals(List.of("LIST"), commands);
            }
        }
    }
}
