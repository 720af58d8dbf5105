package dev.futurewire.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.AsyncChannel;
import dev.futurewire.AsyncServer;
import dev.futurewire.TlsOptions;
import dev.futurewire.UnexpectedPlaintextException;
import dev.futurewire.observe.Awaiting;
import dev.futurewire.observe.Operation;
import dev.futurewire.support.Await;
import dev.futurewire.support.RawTlsClient;
import dev.futurewire.support.TestTls;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.ReadPendingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A protocol that starts in plaintext and continues in TLS. */
class StartTlsTest {
    private final TlsOptions serverTls = TestTls.build(TestTls.server("TLSv1.3", "TLSv1.2"));
    private final Queue<String> lines = new ConcurrentLinkedQueue<>();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

    private AsyncServer server;

    @BeforeEach
    void listen() throws IOException {
        server = AsyncServer.listen(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                channel -> serve(channel).whenComplete((nothing, failure) -> {
                    if (failure != null) {
                        failures.add(failure.getCause() == null ? failure : failure.getCause());
                    }
                }));
    }

    private CompletionStage<Void> serve(AsyncChannel channel) {
        return channel.forEachLine(line -> {
            lines.add(line);
            if (!line.equals("STARTTLS")) {
                return channel.write(line + "\n");
            }
            return channel.write("go\n").thenCompose(done -> channel.startTls(serverTls));
        });
    }

    @AfterEach
    void end() {
        server.close();
    }

    private static TlsOptions clientTls(String protocol) {
        return TestTls.build(TestTls.client(protocol).serverName("localhost"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void bothEndsContinueInTls(String protocol) {
        AsyncChannel channel = Await.value(AsyncChannel.connect(server.localAddress()));
        Await.value(channel.write("plain\n"));
        assertEquals("plain", Await.value(channel.readLine()));
        assertNull(channel.tls());
        Await.value(channel.write("STARTTLS\n"));
        assertEquals("go", Await.value(channel.readLine()));
        assertEquals(
                protocol, Await.value(channel.startTls(clientTls(protocol))).protocol());
        assertEquals("localhost", present(channel.tls()).serverName());
        assertNotNull(channel.snapshot().tls());
        Await.value(channel.write("secret\n"));
        assertEquals("secret", Await.value(channel.readLine()));
        Await.value(channel.shutdownOutput());
        assertNull(Await.value(channel.readLine()));
        Await.value(channel.close());
        assertEquals(0, failures.size(), () -> "failed: " + failures.peek());
    }

    private static <T> T present(@Nullable T value) {
        return Objects.requireNonNull(value);
    }

    @Test
    void outputWrittenDuringTheHandshakeIsEncrypted() {
        AsyncChannel channel = Await.value(AsyncChannel.connect(server.localAddress()));
        Await.value(channel.write("STARTTLS\n"));
        assertEquals("go", Await.value(channel.readLine()));
        CompletableFuture<?> handshake = channel.startTls(clientTls("TLSv1.3"));
        CompletableFuture<Void> written = channel.write("early\n");
        CompletableFuture<?> read = channel.readLine();
        Await.value(handshake);
        Await.value(written);
        assertEquals("early", Await.value(read));
        channel.abort();
    }

    @Test
    void aClientHelloThatArrivedWithTheCommandIsNotLost() throws IOException {
        try (Socket socket = new Socket("127.0.0.1", server.localAddress().getPort());
                RawTlsClient client = new RawTlsClient(socket, clientTls("TLSv1.3"))) {
            ByteArrayOutputStream both = new ByteArrayOutputStream();
            both.writeBytes("STARTTLS\n".getBytes(StandardCharsets.US_ASCII));
            both.writeBytes(client.flight());
            socket.getOutputStream().write(both.toByteArray());
            assertEquals("go\n", new String(socket.getInputStream().readNBytes(3), StandardCharsets.US_ASCII));
            client.handshake();
            client.send(client.sealed("carried\n"));
            client.expect("carried\n");
        }
    }

    @Test
    void plaintextAfterTheCommandIsRejectedAndNeverDelivered() throws IOException {
        try (Socket socket = new Socket("127.0.0.1", server.localAddress().getPort())) {
            socket.setSoTimeout((int) Await.PATIENCE.toMillis());
            socket.getOutputStream().write("STARTTLS\nEVIL\n".getBytes(StandardCharsets.US_ASCII));
            Await.until("it is rejected", () -> !failures.isEmpty());
        }
        assertInstanceOf(UnexpectedPlaintextException.class, failures.peek());
        assertEquals(List.of("STARTTLS"), List.copyOf(lines));
    }

    @Test
    void plaintextAfterTheServersResponseIsRejectedByTheClient() throws IOException {
        try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<AsyncChannel> connecting = AsyncChannel.connect(listening.getLocalSocketAddress());
            try (Socket accepted = listening.accept()) {
                accepted.getOutputStream().write("go\nEVIL\n".getBytes(StandardCharsets.US_ASCII));
                AsyncChannel channel = Await.value(connecting);
                assertEquals("go", Await.value(channel.readLine()));
                Await.until("all input has arrived", () -> channel.snapshot().bytesIn() == 8);
                assertInstanceOf(
                        UnexpectedPlaintextException.class, Await.failure(channel.startTls(clientTls("TLSv1.3"))));
                assertInstanceOf(UnexpectedPlaintextException.class, Await.failure(channel.write("secret\n")));
                assertInstanceOf(UnexpectedPlaintextException.class, Await.failure(channel.readLine()));
                channel.abort();
                assertEquals(-1, accepted.getInputStream().read());
            }
        }
    }

    @Test
    void aPendingHandshakeIsShownWithItsDeadline() {
        AsyncChannel client = Await.value(AsyncChannel.connect(server.localAddress()));
        Await.value(client.write("STARTTLS\n"));
        assertEquals("go", Await.value(client.readLine()));
        AsyncChannel served = server.connections().iterator().next();
        Await.until(
                "its deadline is known",
                () -> served.snapshot().awaiting().stream()
                        .anyMatch(awaiting ->
                                awaiting.operation() == Operation.START_TLS && awaiting.remaining() != null));
        Awaiting handshake = served.snapshot().awaiting().get(0);
        Duration remaining = present(handshake.remaining());
        assertTrue(remaining.compareTo(serverTls.handshakeTimeout()) <= 0, remaining::toString);
        assertTrue(present(handshake.callSite()).getFileName().equals("StartTlsTest.java"), handshake::toString);
        client.abort();
    }

    @Test
    void isRejectedWhileAReadIsPending() {
        AsyncChannel channel = Await.value(AsyncChannel.connect(server.localAddress()));
        CompletableFuture<?> reading = channel.readLine();
        assertInstanceOf(ReadPendingException.class, Await.failure(channel.startTls(clientTls("TLSv1.3"))));
        Await.value(channel.write("goes on\n"));
        assertEquals("goes on", Await.value(reading));
        channel.abort();
    }

    @Test
    void isRejectedTheSecondTime() {
        AsyncChannel channel = Await.value(AsyncChannel.connect(server.localAddress()));
        Await.value(channel.write("STARTTLS\n"));
        assertEquals("go", Await.value(channel.readLine()));
        Await.value(channel.startTls(clientTls("TLSv1.3")));
        assertInstanceOf(IllegalStateException.class, Await.failure(channel.startTls(clientTls("TLSv1.3"))));
        Await.value(channel.write("goes on\n"));
        assertEquals("goes on", Await.value(channel.readLine()));
        channel.abort();
    }
}
