package dev.futurewire.scenario;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.AsyncChannel;
import dev.futurewire.CloseReason;
import dev.futurewire.ServerOptions;
import dev.futurewire.observe.ConnectionListener;
import dev.futurewire.observe.Operation;
import dev.futurewire.support.Await;
import dev.futurewire.support.Connection;
import dev.futurewire.support.Connections;
import dev.futurewire.support.LoopbackServer;
import dev.futurewire.support.Role;
import dev.futurewire.support.Setup;
import dev.futurewire.support.TcpPeer;
import dev.futurewire.support.Wire;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** No user callback runs under a lock, inside another callback of its connection, or concurrently with one. */
final class CallbacksTest {
    private static final Setup SETUP = Setup.backpressure(4 * 1024, 1024, 16 * 1024);

    private final CallbackMonitor callback = new CallbackMonitor();

    /** The monitor asks for the locks of a thread, and the JVM looks for them in the whole heap. */
    @BeforeAll
    static void discardWhatOtherTestsHaveLeft() {
        System.gc();
    }

    @ParameterizedTest
    @EnumSource(Wire.class)
    void readsInsideReads(Wire wire) throws IOException {
        try (Connections connections = wire.connections();
                Connection connection = connections.open(Role.ACCEPTED)) {
            AtomicInteger lines = new AtomicInteger();
            CompletableFuture<Void> end = new CompletableFuture<>();
            read(connection.channel(), lines, end);
            connection.peer().send("x\n".repeat(5_000));
            connection.peer().eof();
            Await.value(end);
        }
        callback.requireNoOffence();
        assertTrue(callback.calls() > 5_000 / 100, () -> "only " + callback.calls());
    }

    /** Takes completed reads in place, as a loop does, and attaches a callback to pending ones. */
    private void read(AsyncChannel channel, AtomicInteger lines, CompletableFuture<Void> end) {
        while (true) {
            CompletableFuture<String> read = channel.readLine();
            if (!read.isDone()) {
                read.whenComplete(callback.watched("a line", () -> {
                    if (count(read, lines, end)) {
                        read(channel, lines, end);
                    }
                }));
                return;
            }
            if (!count(read, lines, end)) {
                return;
            }
        }
    }

    private static boolean count(CompletableFuture<String> read, AtomicInteger lines, CompletableFuture<Void> end) {
        if (read.join() == null) {
            end.complete(null);
            return false;
        }
        lines.incrementAndGet();
        return true;
    }

    @ParameterizedTest
    @EnumSource(Wire.class)
    void operationsEndedByAbort(Wire wire) throws IOException {
        with(wire, connection -> {
            AsyncChannel channel = connection.channel();
            CompletableFuture<Void> write = channel.write(new byte[8 << 20]);
            CompletableFuture<Void> flush = channel.flush();
            CompletableFuture<CloseReason> closed = channel.closed();
            CompletableFuture<String> read = channel.readLine();
            CompletableFuture<Void> all = CompletableFuture.allOf(
                    closed.whenComplete(callback.watched("closed")),
                    write.handle((v, e) -> null).whenComplete(callback.watched("write")),
                    flush.handle((v, e) -> null).whenComplete(callback.watched("flush")),
                    read.whenComplete(callback.watched("read", () -> {
                        channel.write("from inside");
                        channel.flush();
                        channel.abort();
                        channel.readLine();
                        channel.close();
                    })));
            connection.peer().send("go\n");
            Await.value(all);
        });
    }

    @ParameterizedTest
    @EnumSource(Wire.class)
    void operationsEndedByClose(Wire wire) throws IOException {
        with(wire, connection -> {
            AsyncChannel channel = connection.channel();
            // More than the operating system buffers for a peer that does not read: no operation completes before its
            // callback is attached.
            byte[] much = new byte[8 << 20];
            CompletableFuture<Void> write = channel.write(much);
            CompletableFuture<Void> flush = channel.flush();
            CompletableFuture<Void> end = channel.shutdownOutput();
            CompletableFuture<String> read = channel.readLine();
            CompletableFuture<Void> all = CompletableFuture.allOf(
                    channel.closed().whenComplete(callback.watched("closed")),
                    write.whenComplete(callback.watched("write", () -> channel.close())),
                    flush.whenComplete(callback.watched("flush", () -> channel.write("too late"))),
                    end.whenComplete(callback.watched("shutdownOutput", () -> channel.shutdownOutput())),
                    read.handle((v, e) -> null).whenComplete(callback.watched("read", () -> channel.readLine())));
            connection.peer().expectPeer(much);
            connection.peer().expectPeerEof();
            connection.peer().peerClose();
            Await.value(all);
        });
    }

    @ParameterizedTest
    @EnumSource(Wire.class)
    void operationsEndedByAReset(Wire wire) throws IOException {
        with(wire, connection -> {
            AsyncChannel channel = connection.channel();
            CompletableFuture<Void> write = channel.write(new byte[8 << 20]);
            CompletableFuture<Void> flush = channel.flush();
            CompletableFuture<String> read = channel.readLine();
            CompletableFuture<Void> all = CompletableFuture.allOf(
                    write.handle((v, e) -> null).whenComplete(callback.watched("write", () -> channel.write("again"))),
                    flush.handle((v, e) -> null).whenComplete(callback.watched("flush", () -> channel.readLine())),
                    read.handle((v, e) -> null).whenComplete(callback.watched("read", () -> channel.write("again"))));
            connection.peer().reset();
            Await.value(all);
        });
    }

    @ParameterizedTest
    @EnumSource(Wire.class)
    void timeoutsAndWaterMarks(Wire wire) throws IOException {
        with(wire, connection -> {
            AsyncChannel channel = connection.channel();
            CompletableFuture<Void> write = channel.write(new byte[1 << 20]);
            CompletableFuture<String> read = channel.readLine().orTimeout(30, MILLISECONDS);
            CompletableFuture<String> second = new CompletableFuture<>();
            CompletableFuture<Void> all = CompletableFuture.allOf(
                    write.whenComplete(callback.watched("write", () -> channel.write(new byte[100]))),
                    read.handle((v, e) -> null)
                            .whenComplete(callback.watched(
                                    "timeout",
                                    () -> channel.readLine()
                                            .orTimeout(30, MILLISECONDS)
                                            .whenComplete(callback.watched(
                                                    "timeout of the next", () -> second.complete(null))))),
                    second);
            connection.peer().expectPeer(new byte[1 << 20]);
            Await.value(all);
        });
    }

    @Test
    void ofAServer() throws IOException {
        Watching listener = new Watching();
        ServerOptions options =
                ServerOptions.builder().loops(1).listener(listener).build();
        CompletableFuture<Void> closed = new CompletableFuture<>();
        try (LoopbackServer server = LoopbackServer.with(options, channel -> {
                    CompletableFuture<Void> end = new CompletableFuture<>();
                    callback.run("the handler", () -> {
                        channel.closed().whenComplete(callback.watched("closed", () -> closed.complete(null)));
                        channel.readLine()
                                .whenComplete(callback.watched(
                                        "the first line",
                                        () -> channel.readLine()
                                                .whenComplete(callback.watched("the second line", () -> {
                                                    channel.write("bye\n");
                                                    end.complete(null);
                                                }))));
                    });
                    return end;
                });
                TcpPeer client = server.connect()) {
            client.send("one\n");
            Await.until("it is read", () -> callback.calls() >= 2);
            client.send("two\n");
            client.expectPeer("bye\n");
            client.expectPeerEof();
            client.peerClose();
            Await.value(closed);
        }
        callback.requireNoOffence();
        assertTrue(listener.calls.get() >= 4, () -> "the listener was called " + listener.calls + " times");
    }

    @ParameterizedTest
    @EnumSource(Wire.class)
    void withOtherThreadsAtWork(Wire wire) throws IOException {
        with(wire, connection -> {
            AsyncChannel channel = connection.channel();
            CompletableFuture<Void> end = new CompletableFuture<>();
            AtomicInteger lines = new AtomicInteger();
            read(channel, lines, end);
            CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> {
                for (int i = 0; i < 2_000; i++) {
                    CompletableFuture<Void> written = channel.write("0123456789");
                    if (i % 10 == 0) {
                        Await.value(written);
                    }
                }
            });
            CompletableFuture<Void> flushing = CompletableFuture.runAsync(() -> {
                for (int i = 0; i < 300; i++) {
                    Await.value(channel.flush());
                }
            });
            for (int i = 0; i < 300; i++) {
                connection.peer().send("x\n");
            }
            connection.peer().expectPeer(new byte[0]);
            connection.peer().eof();
            byte[] expected = "0123456789".repeat(2_000).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
            connection.peer().expectPeer(expected);
            Await.value(CompletableFuture.allOf(end, writing, flushing));
        });
    }

    private void with(Wire wire, java.util.function.Consumer<Connection> test) throws IOException {
        try (Connections connections = wire.connections();
                Connection connection = connections.open(Role.ACCEPTED, SETUP)) {
            test.accept(connection);
        }
        callback.requireNoOffence();
    }

    /** The listener also runs without locks. It may be called inside a callback. */
    private final class Watching implements ConnectionListener {
        final AtomicInteger calls = new AtomicInteger();

        private void called(String what) {
            calls.incrementAndGet();
            CallbackMonitor alone = new CallbackMonitor();
            alone.run("the listener's " + what, () -> {});
            alone.requireNoOffence();
        }

        @Override
        public void opened(AsyncChannel channel) {
            called("opened");
        }

        @Override
        public void read(AsyncChannel channel, ByteBuffer bytes) {
            called("read");
        }

        @Override
        public void written(AsyncChannel channel, ByteBuffer bytes) {
            called("written");
        }

        @Override
        public void awaiting(AsyncChannel channel, Operation operation) {
            called("awaiting");
        }

        @Override
        public void closed(AsyncChannel channel, CloseReason reason) {
            called("closed");
        }
    }
}
