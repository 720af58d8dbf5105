package dev.futurewire.scenario;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.futurewire.AsyncChannel;
import dev.futurewire.CloseReason;
import dev.futurewire.ConnectionHandler;
import dev.futurewire.UpstreamException;
import dev.futurewire.internal.channel.HandlerInvocation;
import dev.futurewire.internal.channel.StreamChannel;
import dev.futurewire.support.Await;
import dev.futurewire.support.Connection;
import dev.futurewire.support.Connections;
import dev.futurewire.support.LogRecords;
import dev.futurewire.support.MemoryConnections;
import dev.futurewire.support.Peer;
import dev.futurewire.support.Role;
import dev.futurewire.support.Setup;
import dev.futurewire.support.TcpConnections;
import dev.futurewire.support.TlsMemoryConnections;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.logging.LogRecord;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The failure of a handler determines the close reason only if it originates from its connection. */
@Tag("slow")
final class HandlerFailureReasonTest {
    private static final Setup SMALL = Setup.limit(50);

    private static final Map<String, Supplier<Connections>> TRANSPORTS = new LinkedHashMap<>();

    static {
        TRANSPORTS.put("in memory", MemoryConnections::new);
        TRANSPORTS.put("over TCP", TcpConnections::new);
        TRANSPORTS.put("over TLS", () -> new TcpConnections("TLSv1.3"));
        TRANSPORTS.put("over TLS in memory", () -> new TlsMemoryConnections("TLSv1.3"));
    }

    /** Failures from other sources than the connection, as they occur in handlers. */
    private static Map<String, Callable<?>> foreign() {
        Map<String, Callable<?>> failures = new LinkedHashMap<>();
        failures.put("a file that is missing", () -> Files.readString(Path.of("/no/such/file")));
        failures.put(
                "a backend that refuses",
                () -> AsyncChannel.connect(unusedAddress()).get());
        failures.put("the end of a file", () -> new DataInputStream(new ByteArrayInputStream(new byte[1])).readInt());
        failures.put(
                "a deadline of its own",
                () -> new CompletableFuture<>().orTimeout(1, MILLISECONDS).get());
        failures.put("another call's TLS", () -> {
            throw new SSLException("of another call");
        });
        failures.put(
                "a malformed file",
                () -> StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(new byte[] {(byte) 0xff})));
        failures.put(
                "an overlong line of another channel", another(AsyncChannel::readLine, p -> p.send("x".repeat(99))));
        failures.put("an incomplete read of another channel", another(c -> c.readExactly(9), peer -> {
            peer.send("four");
            peer.eof();
        }));
        failures.put(
                "malformed input of another channel",
                another(AsyncChannel::readLine, peer -> peer.send(new byte[] {(byte) 0xff, '\n'})));
        failures.put("a reset of another channel", another(AsyncChannel::readLine, Peer::reset));
        failures.put("a timeout of another channel", another(c -> c.readLine().orTimeout(1, MILLISECONDS), peer -> {}));
        failures.put(
                "another channel that was closed",
                another(
                        channel -> {
                            channel.abort();
                            return channel.readLine();
                        },
                        peer -> {}));
        failures.put("text that the charset cannot encode", () -> {
            throw new java.nio.charset.UnmappableCharacterException(1);
        });
        return failures;
    }

    private static Callable<?> another(Function<AsyncChannel, CompletionStage<?>> use, Consumer<Peer> peer) {
        return () -> {
            MemoryConnections connections = new MemoryConnections();
            Connection other = connections.open(Role.CONNECTED, SMALL);
            CompletableFuture<?> pending = use.apply(other.channel()).toCompletableFuture();
            peer.accept(other.peer());
            return pending.get();
        };
    }

    private static SocketAddress unusedAddress() throws IOException {
        try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return gone.getLocalSocketAddress();
        }
    }

    /** A stage that fails with the exception of the call, which may block and therefore runs on another thread. */
    private static CompletableFuture<Object> stage(Callable<?> call) {
        CompletableFuture<Object> stage = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                stage.complete(call.call());
            } catch (ExecutionException failed) {
                stage.completeExceptionally(failed.getCause());
            } catch (Throwable failed) {
                stage.completeExceptionally(failed);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return stage;
    }

    @TestFactory
    List<DynamicTest> aForeignFailureIsAHandlerFailureAndLoggedWithItsStack() {
        List<DynamicTest> tests = new ArrayList<>();
        foreign().forEach((name, failure) -> {
            ConnectionHandler direct = ConnectionHandler.blocking(channel -> failure.call());
            tests.add(dynamicTest(name, () -> blamesTheHandler(channel -> stage(failure))));
            tests.add(dynamicTest(name + ", thrown where waiting is allowed", () -> blamesTheHandler(direct)));
            tests.add(dynamicTest(
                    name + ", in a stage of the channel's own",
                    () -> blamesTheHandler(channel -> channel.write("x").thenCompose(written -> stage(failure)))));
        });
        return tests;
    }

    private static void blamesTheHandler(ConnectionHandler handler) throws IOException {
        for (Map.Entry<String, Supplier<Connections>> transport : TRANSPORTS.entrySet()) {
            try (LogRecords log = new LogRecords();
                    Connections connections = transport.getValue().get()) {
                String name;
                try (Connection connection = connections.open(Role.ACCEPTED, SMALL)) {
                    name = connection.channel().toString();
                    assertEquals(
                            CloseReason.HANDLER_FAILED, reason(connection, handler, peer -> {}), transport.getKey());
                }
                List<LogRecord> warnings = log.warnings(name);
                assertEquals(1, warnings.size(), transport.getKey());
                assertNotNull(warnings.get(0).getThrown(), "the stack trace");
            }
        }
    }

    @Test
    void anUpstreamExceptionHasItsOwnReason() throws IOException {
        try (Connections connections = new MemoryConnections();
                Connection connection = connections.open(Role.ACCEPTED, SMALL)) {
            ConnectionHandler handler = channel ->
                    CompletableFuture.failedFuture(new UpstreamException("the backend", new IOException("refused")));
            assertEquals(CloseReason.UPSTREAM_FAILED, reason(connection, handler, peer -> {}));
        }
    }

    @Test
    void aFrameTooLongExceptionOfTheHandlerHasItsOwnReason() throws IOException {
        try (Connections connections = new MemoryConnections();
                Connection connection = connections.open(Role.ACCEPTED, SMALL)) {
            ConnectionHandler handler =
                    channel -> CompletableFuture.failedFuture(new dev.futurewire.FrameTooLongException(3));
            assertEquals(CloseReason.FRAME_TOO_LONG, reason(connection, handler, peer -> {}));
        }
    }

    @Test
    void theCloseOfAnotherChannelIsAHandlerFailureEvenAfterAbort() throws IOException {
        Callable<?> failure = foreign().get("another channel that was closed");
        try (LogRecords log = new LogRecords();
                Connections connections = new MemoryConnections();
                Connection connection = connections.open(Role.ACCEPTED, SMALL)) {
            CompletableFuture<Object> stage = stage(failure);
            ConnectionHandler handler = channel -> {
                channel.abort();
                return stage;
            };
            assertEquals(CloseReason.ABORTED, reason(connection, handler, peer -> {}));
            Await.failure(stage);
            Await.until(
                    "a warning",
                    () -> !log.warnings(connection.channel().toString()).isEmpty());
        }
    }

    private record Own(
            String name, CloseReason reason, Function<AsyncChannel, CompletionStage<?>> use, Consumer<Peer> peer) {}

    private static List<Own> own() {
        return List.of(
                new Own("a timeout", CloseReason.TIMEOUT, c -> c.readLine().orTimeout(1, MILLISECONDS), peer -> {}),
                new Own(
                        "a timeout of a stage",
                        CloseReason.TIMEOUT,
                        c -> c.readLine().thenCompose(line -> c.write(line)).orTimeout(1, MILLISECONDS),
                        peer -> {}),
                new Own(
                        "a timeout of a loop",
                        CloseReason.TIMEOUT,
                        c -> c.forEachLine(line -> c.write(line)).orTimeout(1, MILLISECONDS),
                        peer -> {}),
                new Own(
                        "an overlong line",
                        CloseReason.FRAME_TOO_LONG,
                        AsyncChannel::readLine,
                        peer -> peer.send("x".repeat(99))),
                new Own(
                        "malformed input",
                        CloseReason.MALFORMED_INPUT,
                        AsyncChannel::readLine,
                        peer -> peer.send(new byte[] {(byte) 0xff, '\n'})),
                new Own("an incomplete read", CloseReason.END_OF_STREAM, c -> c.readExactly(9), peer -> {
                    peer.send("four");
                    peer.eof();
                }),
                new Own("a reset", CloseReason.PEER_RESET, AsyncChannel::readLine, Peer::reset),
                new Own(
                        "a write that continues after a reset",
                        CloseReason.PEER_RESET,
                        c -> c.readLine()
                                .handle((line, failure) -> c.write("x"))
                                .thenCompose(written -> written),
                        Peer::reset),
                new Own("a full queue", CloseReason.SLOW_CONSUMER, c -> c.write(new byte[100_000_000]), peer -> {}));
    }

    @TestFactory
    List<DynamicTest> aFailureOfTheConnectionDeterminesTheReason() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Own each : own()) {
            TRANSPORTS.forEach((transport, connections) -> {
                String name = each.name + " " + transport;
                tests.add(dynamicTest(name, () -> gives(each, connections, each.use::apply)));
                tests.add(dynamicTest(
                        name + ", in direct style",
                        () -> gives(
                                each,
                                connections,
                                ConnectionHandler.blocking(channel -> each.use
                                        .apply(channel)
                                        .toCompletableFuture()
                                        .get()))));
                tests.add(dynamicTest(
                        name + ", joined",
                        () -> gives(
                                each,
                                connections,
                                ConnectionHandler.blocking(channel -> each.use
                                        .apply(channel)
                                        .toCompletableFuture()
                                        .join()))));
            });
        }
        Own late = new Own("", CloseReason.TIMEOUT, AsyncChannel::readLine, peer -> {});
        TRANSPORTS.forEach((transport, connections) -> tests.add(dynamicTest(
                "a wait that was limited " + transport,
                () -> gives(
                        late,
                        connections,
                        ConnectionHandler.blocking(channel -> channel.readLine().get(1, MILLISECONDS))))));
        return tests;
    }

    private static void gives(Own own, Supplier<Connections> transport, ConnectionHandler handler) throws IOException {
        for (Role role : Role.values()) {
            try (LogRecords log = new LogRecords();
                    Connections connections = transport.get();
                    Connection connection = connections.open(role, SMALL)) {
                assertEquals(own.reason, reason(connection, handler, own.peer), role.toString());
                assertTrue(log.warnings(connection.channel().toString() + ": the handler")
                        .isEmpty());
            }
        }
    }

    /** Runs a handler on a connection, and returns the close reason. */
    private static CloseReason reason(Connection connection, ConnectionHandler handler, Consumer<Peer> peer) {
        StreamChannel channel = (StreamChannel) connection.channel();
        CompletableFuture<CloseReason> closed = channel.closed();
        channel.dispatch(() -> HandlerInvocation.start(handler, channel));
        peer.accept(connection.peer());
        Await.until("a reason", () -> channel.reason() != null);
        channel.abort();
        return Await.value(closed);
    }
}
