package dev.futurewire.scenario;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.futurewire.AsyncChannel;
import dev.futurewire.ChannelOptions;
import dev.futurewire.ConnectionHandler;
import dev.futurewire.TlsOptions;
import dev.futurewire.TlsSession;
import dev.futurewire.simulation.SimulatedConnection;
import dev.futurewire.support.Await;
import dev.futurewire.support.Connection;
import dev.futurewire.support.Connections;
import dev.futurewire.support.LoopbackServer;
import dev.futurewire.support.Role;
import dev.futurewire.support.TestTls;
import dev.futurewire.support.Wire;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A TLS handshake that does not complete: the state of the connection, and of output written before. */
final class UnfinishedHandshakeTest {
    private static final TlsOptions PATIENT = TestTls.build(TestTls.client("TLSv1.3"));
    private static final TlsOptions IMPATIENT =
            TestTls.build(TestTls.client("TLSv1.3").handshakeTimeout(Duration.ofMillis(50)));

    /** What ends the handshake. */
    enum EndedBy {
        THE_HANDSHAKE_TIMEOUT(channel -> channel.startTls(IMPATIENT)),
        OR_TIMEOUT(channel -> channel.startTls(PATIENT).orTimeout(50, TimeUnit.MILLISECONDS)),
        COMPLETE_ON_TIMEOUT(channel -> channel.startTls(PATIENT).completeOnTimeout(null, 50, TimeUnit.MILLISECONDS)),
        OR_TIMEOUT_OF_A_DERIVED_STAGE(channel ->
                channel.startTls(PATIENT).thenApply(TlsSession::protocol).orTimeout(50, TimeUnit.MILLISECONDS)),
        CANCELLATION(channel -> {
            CompletableFuture<TlsSession> handshake = channel.startTls(PATIENT);
            Await.until("it has begun", () -> !channel.snapshot().awaiting().isEmpty());
            handshake.cancel(true);
            return handshake;
        });

        final Function<AsyncChannel, CompletableFuture<?>> begin;

        EndedBy(Function<AsyncChannel, CompletableFuture<?>> begin) {
            this.begin = begin;
        }
    }

    private static List<Arguments> wiresAndWays() {
        List<Arguments> all = new ArrayList<>();
        for (Wire wire : Wire.values()) {
            for (EndedBy way : EndedBy.values()) {
                all.add(Arguments.of(wire, way));
            }
        }
        return all;
    }

    @ParameterizedTest
    @MethodSource("wiresAndWays")
    void allOperationsFailWithTheSameCauseAndTheSocketIsClosed(Wire wire, EndedBy way) throws IOException {
        try (Connections connections = wire.connections();
                Connection connection = connections.open(Role.CONNECTED)) {
            AsyncChannel channel = connection.channel();
            CompletableFuture<?> handshake = way.begin.apply(channel);
            CompletableFuture<String> read = channel.readLine();
            CompletableFuture<Void> flush = channel.write("for TLS only\n").thenCompose(done -> channel.flush());
            if (way != EndedBy.COMPLETE_ON_TIMEOUT) {
                Await.failure(handshake);
            }
            Throwable cause = Await.failure(read);
            assertInstanceOf(IOException.class, cause);
            assertEquals(
                    way != EndedBy.CANCELLATION && way != EndedBy.OR_TIMEOUT_OF_A_DERIVED_STAGE,
                    cause instanceof SocketTimeoutException,
                    cause::toString);
            assertSame(cause, Await.failure(flush));
            assertSame(cause, Await.failure(channel.write("x")));
            assertSame(cause, Await.failure(channel.flush()));
            assertSame(cause, Await.failure(channel.readLine()));
            assertSame(cause, Await.failure(channel.readAll(10)));
            connection.peer().expectPeerEnd();
        }
    }

    @ParameterizedTest
    @EnumSource(Wire.class)
    void completingItsFutureExceptionallyAbandonsTheHandshake(Wire wire) throws IOException {
        try (Connections connections = wire.connections();
                Connection connection = connections.open(Role.CONNECTED)) {
            AsyncChannel channel = connection.channel();
            CompletableFuture<TlsSession> handshake = channel.startTls(PATIENT);
            Await.until("it has begun", () -> !channel.snapshot().awaiting().isEmpty());
            handshake.completeExceptionally(new IllegalStateException("no need"));
            Throwable failure = Await.failure(channel.readLine());
            assertInstanceOf(IOException.class, failure);
            assertSame(failure, Await.failure(channel.write("x")));
        }
    }

    @Test
    void cancellingAHandshakeBeforeItStartsDoesNotAffectTheConnection() {
        SimulatedConnection connection = new SimulatedConnection(ChannelOptions.defaults());
        connection.channel().startTls(PATIENT).cancel(true);
        connection.run();
        connection.send("plain\n");
        assertEquals("plain", connection.channel().readLine().join());
        connection.channel().write("answer\n");
        connection.run();
        assertEquals("answer\n", connection.received());
    }

    private static CompletableFuture<Void> mail(AsyncChannel channel) {
        TlsOptions tls = TestTls.build(TestTls.server("TLSv1.3"));
        return channel.forEachLine(line -> {
            if (!line.equals("STARTTLS")) {
                return channel.write("250 " + line + "\n");
            }
            return channel.write("220 go ahead\n").thenCompose(done -> channel.startTls(tls));
        });
    }

    private static void assertAnswers(ConnectionHandler handler, byte[] sent, String expected) throws IOException {
        try (LoopbackServer server = LoopbackServer.with(handler);
                Socket socket =
                        new Socket("127.0.0.1", server.server().localAddress().getPort())) {
            socket.setSoTimeout((int) Await.PATIENCE.toMillis());
            socket.getOutputStream().write(sent);
            assertEquals(expected, new String(socket.getInputStream().readAllBytes(), US_ASCII));
        }
    }

    @Test
    void earlierOutputIsSentIfPlaintextIsRejected() throws IOException {
        String all = "EHLO me\nSTARTTLS\nMAIL FROM\n" + "x".repeat(100_000);
        assertAnswers(UnfinishedHandshakeTest::mail, all.getBytes(US_ASCII), "250 EHLO me\n220 go ahead\n");
    }

    @Test
    void earlierOutputIsSentIfABlockingHandlerIsRejected() throws IOException {
        TlsOptions tls = TestTls.build(TestTls.server("TLSv1.3"));
        ConnectionHandler handler = ConnectionHandler.blocking(channel -> {
            channel.write("250 " + channel.readLine().get() + "\n").get();
            channel.readLine().get();
            channel.write("220 go ahead\n").get();
            Await.until("the rest has arrived", () -> channel.snapshot().bufferedInput() > 0);
            channel.startTls(tls).get();
        });
        assertAnswers(handler, "EHLO me\nSTARTTLS\nMAIL FROM\n".getBytes(US_ASCII), "250 EHLO me\n220 go ahead\n");
    }

    @Test
    void earlierOutputIsSentIfTlsHasAlreadyStarted() throws IOException {
        TlsOptions tls = TestTls.build(TestTls.server("TLSv1.3"));
        ConnectionHandler handler = channel -> {
            channel.write("220 go ahead\n");
            channel.startTls(tls);
            return channel.startTls(tls);
        };
        try (LoopbackServer server = LoopbackServer.with(handler);
                Socket socket =
                        new Socket("127.0.0.1", server.server().localAddress().getPort())) {
            socket.setSoTimeout((int) Await.PATIENCE.toMillis());
            assertEquals("220 go ahead\n", new String(socket.getInputStream().readNBytes(13), US_ASCII));
        }
    }

    @Test
    void rejectedPlaintextIsNeverDelivered() throws IOException {
        try (Connections connections = Wire.TCP.connections();
                Connection connection = connections.open(Role.ACCEPTED)) {
            AsyncChannel channel = connection.channel();
            connection.peer().send("STARTTLS\nEV");
            assertEquals("STARTTLS", Await.value(channel.readLine()));
            Await.until("the input has arrived", () -> channel.snapshot().bytesIn() == 11);
            Throwable refusal = Await.failure(channel.startTls(TestTls.build(TestTls.server("TLSv1.3"))));
            connection.peer().send("IL\nMORE\n");
            for (int i = 0; i < 3; i++) {
                assertSame(refusal, Await.failure(channel.readLine()));
            }
            CompletableFuture<?> closing = channel.close();
            connection.peer().expectPeerEof();
            assertFalse(closing.isCompletedExceptionally());
        }
    }
}
