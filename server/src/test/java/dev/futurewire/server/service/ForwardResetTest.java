package dev.futurewire.server.service;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.futurewire.AsyncServer;
import dev.futurewire.CloseReason;
import dev.futurewire.ServerOptions;
import dev.futurewire.TlsOptions;
import dev.futurewire.server.TestKeys;
import dev.futurewire.server.faults.Eventually;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One side resets its connection, with bytes queued for it or without: that is not the end of its output. The other side's
 * connection ends, too, in both directions, and the reason says which side broke.
 */
@Timeout(60)
@SuppressWarnings("try") // sockets are closed in the middle: that is what is tested
final class ForwardResetTest {
    private static final int PATIENCE_MILLIS = 20_000;
    private static final byte[] HALF = "half of a rec".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    private static Path folder;

    private static SSLContext trusting;
    private static TlsOptions serverTls;

    private ServerSocket upstreams;
    private AsyncServer server;

    @BeforeAll
    static void makeKeys() throws Exception {
        Path pem = TestKeys.pair(folder, "first");
        serverTls = TlsOptions.builder().certificate(pem, pem).build();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(folder.resolve("first.p12"))) {
            keys.load(in, TestKeys.PASSWORD.toCharArray());
        }
        KeyStore anchors = KeyStore.getInstance("PKCS12");
        anchors.load(null, null);
        anchors.setCertificateEntry("server", keys.getCertificate("key"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(anchors);
        trusting = SSLContext.getInstance("TLS");
        trusting.init(null, trust.getTrustManagers(), null);
    }

    @BeforeEach
    void openUpstreams() throws IOException {
        upstreams = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        upstreams.setSoTimeout(PATIENCE_MILLIS);
    }

    @AfterEach
    void close() throws IOException {
        server.close();
        upstreams.close();
    }

    private void forward(boolean tls) throws IOException {
        ForwardService service = new ForwardService();
        ServiceOptions options = ServiceOptions.builder()
                .upstream((InetSocketAddress) upstreams.getLocalSocketAddress())
                .build();
        ServerOptions.Builder builder =
                ServerOptions.builder().channel(service.channelOptions(options)).shutdownGrace(Duration.ZERO);
        if (tls) {
            builder.tls(serverTls);
        }
        server = AsyncServer.listen(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), builder.build(), service.handler(options));
    }

    /** A client: its connection, and the stream on it. */
    private record Client(Socket socket, Socket stream) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private Client client(boolean tls) throws IOException {
        Socket socket = new Socket();
        socket.connect(server.localAddress(), PATIENCE_MILLIS);
        socket.setSoTimeout(PATIENCE_MILLIS);
        if (!tls) {
            return new Client(socket, socket);
        }
        SSLSocket stream =
                (SSLSocket) trusting.getSocketFactory().createSocket(socket, "localhost", socket.getPort(), true);
        stream.startHandshake();
        return new Client(socket, stream);
    }

    private Socket upstream() throws IOException {
        Socket socket = upstreams.accept();
        socket.setSoTimeout(PATIENCE_MILLIS);
        return socket;
    }

    private static void reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    private static void pass(Socket from, Socket to) throws IOException {
        from.getOutputStream().write(HALF);
        assertArrayEquals(HALF, to.getInputStream().readNBytes(HALF.length));
    }

    /** Sends until that fails, on another thread. */
    private static CompletableFuture<Void> sendWithoutEnd(Socket socket) {
        CompletableFuture<Void> end = new CompletableFuture<>();
        Thread sender = new Thread(() -> {
            try {
                while (true) {
                    socket.getOutputStream().write(new byte[64 * 1024]);
                }
            } catch (IOException | RuntimeException failure) {
                end.completeExceptionally(failure);
            }
        });
        sender.setDaemon(true);
        sender.start();
        return end;
    }

    /** Waits until the receiver's queues are full up to the sender. */
    private void awaitBackpressure() throws Exception {
        Eventually.until("nothing passes any more", () -> {
            long passed = passed();
            return passed > HALF.length && !Eventually.happens(Duration.ofMillis(200), () -> passed() != passed);
        });
    }

    private long passed() {
        return server.snapshot().bytesIn() + server.snapshot().bytesOut();
    }

    private static void assertBreaks(CompletableFuture<Void> sending) {
        ExecutionException failure =
                assertThrows(ExecutionException.class, () -> sending.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS));
        assertInstanceOf(IOException.class, failure.getCause());
    }

    private void assertEnded(CloseReason reason) throws Exception {
        Eventually.until("the connection has ended", () -> server.connections().isEmpty());
        server.snapshot().closed().forEach((each, count) -> assertEquals(each == reason ? 1 : 0, count, "" + each));
    }

    @ParameterizedTest(name = "over TLS: {0}")
    @ValueSource(booleans = {false, true})
    void aClientThatResetsWhileBytesAreQueuedForItBreaksItsUpstream(boolean tls) throws Exception {
        forward(tls);
        try (Client client = client(tls);
                Socket upstream = upstream()) {
            pass(client.stream(), upstream);
            CompletableFuture<Void> sending = sendWithoutEnd(upstream);
            awaitBackpressure();
            reset(client.socket());
            assertBreaks(sending);
        }
        assertEnded(CloseReason.PEER_RESET);
    }

    @ParameterizedTest(name = "over TLS: {0}")
    @ValueSource(booleans = {false, true})
    void anUpstreamThatResetsWhileBytesAreQueuedForItBreaksItsClient(boolean tls) throws Exception {
        forward(tls);
        try (Client client = client(tls);
                Socket upstream = upstream()) {
            pass(client.stream(), upstream);
            pass(upstream, client.stream());
            CompletableFuture<Void> sending = sendWithoutEnd(client.stream());
            awaitBackpressure();
            reset(upstream);
            assertBreaks(sending);
        }
        assertEnded(CloseReason.UPSTREAM_FAILED);
    }

    @ParameterizedTest(name = "over TLS: {0}")
    @ValueSource(booleans = {false, true})
    void aClientThatResetsWithNothingQueuedBreaksItsUpstream(boolean tls) throws Exception {
        forward(tls);
        try (Client client = client(tls);
                Socket upstream = upstream()) {
            pass(client.stream(), upstream);
            reset(client.socket());
            assertBreaks(sendWithoutEnd(upstream));
        }
        assertEnded(CloseReason.PEER_RESET);
    }

    @ParameterizedTest(name = "over TLS: {0}")
    @ValueSource(booleans = {false, true})
    void anUpstreamThatResetsWithNothingQueuedBreaksItsClient(boolean tls) throws Exception {
        forward(tls);
        try (Client client = client(tls);
                Socket upstream = upstream()) {
            pass(upstream, client.stream());
            reset(upstream);
            assertBreaks(sendWithoutEnd(client.stream()));
        }
        assertEnded(CloseReason.UPSTREAM_FAILED);
    }
}
