package dev.futurewire.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.AsyncChannel;
import dev.futurewire.AsyncServer;
import dev.futurewire.ChannelOptions;
import dev.futurewire.CloseReason;
import dev.futurewire.ServerOptions;
import dev.futurewire.TlsOptions;
import dev.futurewire.TlsTruncatedException;
import dev.futurewire.observe.ConnectionListener;
import dev.futurewire.support.Await;
import dev.futurewire.support.RawTlsClient;
import dev.futurewire.support.TestCertificates;
import dev.futurewire.support.TestTls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Malicious or broken peers of a TLS port: each loses its own connection, and nothing else is affected. */
class TlsAttackTest {
    private final Queue<CloseReason> reasons = new ConcurrentLinkedQueue<>();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final AtomicInteger handled = new AtomicInteger();

    private AsyncServer server;

    @BeforeEach
    void listen() throws IOException {
        server = listen(TestTls.build(TestTls.server("TLSv1.3", "TLSv1.2").handshakeTimeout(Duration.ofSeconds(5))));
    }

    private AsyncServer listen(TlsOptions tls) throws IOException {
        ServerOptions options = ServerOptions.builder()
                .loops(1)
                .tls(tls)
                .listener(new ConnectionListener() {
                    @Override
                    public void closed(AsyncChannel channel, CloseReason reason) {
                        reasons.add(reason);
                    }
                })
                .build();
        return AsyncServer.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), options, channel -> {
            handled.incrementAndGet();
            return channel.forEachLine(line -> channel.write(line + "\n")).whenComplete((nothing, failure) -> {
                if (failure != null) {
                    failures.add(failure.getCause() == null ? failure : failure.getCause());
                }
            });
        });
    }

    @AfterEach
    void theServerStillServesAndShutsDown() throws IOException {
        try (AsyncServer last = server) {
            AsyncChannel channel = Await.value(AsyncChannel.connect(last.localAddress(), trusting("localhost")));
            Await.value(channel.write("still there\n"));
            assertEquals("still there", Await.value(channel.readLine()));
            Await.value(channel.close());
        }
    }

    private static ChannelOptions trusting(String name) {
        TlsOptions tls = TestTls.build(TestTls.client("TLSv1.3", "TLSv1.2").serverName(name));
        return ChannelOptions.builder().tls(tls).build();
    }

    private RawTlsClient client(String protocol) throws IOException {
        return RawTlsClient.connect(
                server.localAddress().getPort(),
                TestTls.build(TestTls.client(protocol).serverName("localhost")));
    }

    /** The connection was closed before the handler was called. */
    private void expectNoHandshake() {
        expectReason(CloseReason.TLS_FAILED);
        assertEquals(0, handled.get());
    }

    private void expectReason(CloseReason reason) {
        Await.until("the connection has ended", () -> !reasons.isEmpty());
        assertEquals(reason, reasons.peek());
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void anEndBeforeTheFirstFlight(String protocol) throws IOException {
        try (RawTlsClient client = client(protocol)) {
            client.fin();
            client.expectEnd();
        }
        expectNoHandshake();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void anEndInsideTheFirstFlight(String protocol) throws IOException {
        try (RawTlsClient client = client(protocol)) {
            byte[] hello = client.flight();
            client.send(java.util.Arrays.copyOf(hello, hello.length / 2));
            client.fin();
            client.expectEnd();
        }
        expectNoHandshake();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void anEndAfterTheServersFlight(String protocol) throws IOException {
        try (RawTlsClient client = client(protocol)) {
            client.send(client.flight());
            assertTrue(client.receive());
            client.fin();
            client.expectEnd();
        }
        expectNoHandshake();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void anEndWithoutCloseNotifyIsNoEndOfStream(String protocol) throws IOException {
        try (RawTlsClient client = client(protocol)) {
            client.handshake();
            client.send(client.sealed("whole\nhal"));
            client.fin();
            client.expectEnd();
        }
        expectReason(CloseReason.TRUNCATED);
        assertInstanceOf(TlsTruncatedException.class, failures.peek());
    }

    @Test
    void finIsTheEndOfTheStreamIfCloseNotifyIsNotRequired() throws IOException {
        try (AsyncServer tolerant =
                listen(TestTls.build(TestTls.server("TLSv1.3").requireCloseNotify(false)))) {
            try (RawTlsClient client = RawTlsClient.connect(
                    tolerant.localAddress().getPort(),
                    TestTls.build(TestTls.client("TLSv1.3").serverName("localhost")))) {
                client.handshake();
                client.send(client.sealed("whole\n"));
                client.fin();
                client.expect("whole\n");
            }
            expectReason(CloseReason.END_OF_STREAM);
        }
    }

    @Test
    void plaintextOnTheTlsPort() throws IOException {
        try (RawTlsClient client = client("TLSv1.3")) {
            client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            client.expectEnd();
        }
        expectNoHandshake();
    }

    @Test
    void tlsOnAPlaintextPort() throws IOException {
        try (ServerSocket plain = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<AsyncChannel> connecting =
                    AsyncChannel.connect(plain.getLocalSocketAddress(), trusting("localhost"));
            try (Socket accepted = plain.accept()) {
                accepted.getOutputStream().write("220 welcome\r\n".getBytes(StandardCharsets.US_ASCII));
                assertInstanceOf(SSLException.class, Await.failure(connecting));
            }
        }
    }

    @Test
    void renegotiationInTls12IsRejected() throws IOException {
        try (RawTlsClient client = client("TLSv1.2")) {
            client.handshake();
            client.send(client.sealed("first\n"));
            client.expect("first\n");
            client.engine().beginHandshake();
            client.send(client.flight());
            client.expectEnd();
        }
        expectReason(CloseReason.TLS_FAILED);
        assertTrue(String.valueOf(failures.peek()).contains("renegotiation"), () -> "was " + failures.peek());
    }

    @Test
    void tooManyKeyUpdatesCloseTheConnection() throws IOException {
        try (RawTlsClient client = client("TLSv1.3")) {
            client.handshake();
            client.send(client.sealed("first\n"));
            client.expect("first\n");
            try {
                for (int i = 0; i < 50; i++) {
                    client.engine().beginHandshake();
                    client.send(client.flight());
                }
            } catch (IOException endedAlready) {
                // The connection closes before all are sent.
            }
            client.expectEnd();
        }
        expectReason(CloseReason.TLS_FAILED);
        assertTrue(String.valueOf(failures.peek()).contains("KeyUpdate"), () -> "was " + failures.peek());
    }

    @Test
    void aFewKeyUpdatesAreAccepted() throws IOException {
        try (RawTlsClient client = client("TLSv1.3")) {
            client.handshake();
            StringBuilder all = new StringBuilder();
            for (int i = 0; i < 50; i++) {
                client.engine().beginHandshake();
                client.send(client.sealed("line " + i + "\n"));
                all.append("line ").append(i).append('\n');
            }
            client.expect(all.toString());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void anOversizeRecord(String protocol) throws IOException {
        try (RawTlsClient client = client(protocol)) {
            client.handshake();
            byte[] record = new byte[5 + 20_000];
            record[0] = 23;
            record[1] = 3;
            record[2] = 3;
            record[3] = (byte) (20_000 >> 8);
            record[4] = (byte) 20_000;
            client.send(record);
            client.expectEnd();
        }
        expectReason(CloseReason.TLS_FAILED);
    }

    @Test
    void aSilentClientIsClosedAtTheHandshakeTimeout() throws IOException {
        try (AsyncServer impatient =
                        listen(TestTls.build(TestTls.server("TLSv1.3").handshakeTimeout(Duration.ofMillis(100))));
                Socket silent = new Socket("127.0.0.1", impatient.localAddress().getPort())) {
            expectReason(CloseReason.TLS_FAILED);
            silent.setSoTimeout((int) Await.PATIENCE.toMillis());
            // An alert, and the end.
            assertTrue(silent.getInputStream().readAllBytes().length > 0);
        }
        assertEquals(0, handled.get());
    }

    @Test
    void aCertificateForAnotherHost() {
        assertInstanceOf(
                SSLHandshakeException.class,
                Await.failure(AsyncChannel.connect(server.localAddress(), trusting("other.example"))));
    }

    @Test
    void anExpiredCertificate(@TempDir Path folder) throws IOException {
        TestCertificates.Issued old = TestCertificates.expired(TestTls.AUTHORITY, "localhost");
        TlsOptions tls = TlsOptions.builder()
                .certificate(old.certificateIn(folder, "old.pem"), old.keyIn(folder, "old.key"))
                .build();
        try (AsyncServer expired = listen(tls)) {
            assertInstanceOf(
                    SSLHandshakeException.class,
                    Await.failure(AsyncChannel.connect(expired.localAddress(), trusting("localhost"))));
        }
    }

    @Test
    void anUntrustedCertificate() {
        ChannelOptions strict = ChannelOptions.builder()
                .tls(TestTls.build(TlsOptions.builder().serverName("localhost")))
                .build();
        assertInstanceOf(
                SSLHandshakeException.class, Await.failure(AsyncChannel.connect(server.localAddress(), strict)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aHandshakeInPiecesOfOneByte(String protocol) throws IOException {
        try (RawTlsClient client = client(protocol)) {
            byte[] hello = client.flight();
            for (byte each : hello) {
                client.send(new byte[] {each});
            }
            assertTrue(client.receive());
            client.handshake();
            client.send(client.sealed("through\n"));
            client.expect("through\n");
        }
    }
}
