package dev.futurewire.scenario;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.futurewire.AsyncChannel;
import dev.futurewire.AsyncServer;
import dev.futurewire.ProxyHeader;
import dev.futurewire.ServerOptions;
import dev.futurewire.ShutdownReport;
import dev.futurewire.support.Await;
import dev.futurewire.support.TestTls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server behind a proxy: the addresses of the client and the proxy, and untrusted headers. */
@Timeout(60)
final class ProxyProtocolTest {
    private static final String HEADER = "PROXY TCP4 203.0.113.7 192.0.2.1 4711 443\r\n";

    private final BlockingQueue<AsyncChannel> channels = new LinkedBlockingQueue<>();

    private AsyncServer server(Duration headerTimeout, String... trusted) throws IOException {
        return AsyncServer.listen(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                ServerOptions.builder()
                        .trustedProxies(List.of(trusted))
                        .proxyHeaderTimeout(headerTimeout)
                        .maxConnectionsPerAddress(1)
                        .shutdownGrace(Duration.ZERO)
                        .build(),
                channel -> {
                    channels.add(channel);
                    return channel.forEachLine(line -> channel.write(line + "\n"));
                });
    }

    private static Socket connect(AsyncServer server, String text) throws IOException {
        Socket socket = new Socket();
        socket.connect(server.localAddress(), 10_000);
        socket.setSoTimeout(10_000);
        socket.getOutputStream().write(text.getBytes(ISO_8859_1));
        return socket;
    }

    private static void assertAnswers(String expected, Socket socket) throws IOException {
        assertEquals(expected, new String(socket.getInputStream().readNBytes(expected.length()), ISO_8859_1));
    }

    private static void assertClosed(Socket socket) throws IOException {
        try {
            assertEquals(-1, socket.getInputStream().read());
        } catch (SocketException reset) {
            // Closed with unread input.
        }
    }

    @Test
    void bothAddressesAreKnownOverTls() throws Exception {
        BlockingQueue<AsyncChannel> secured = new LinkedBlockingQueue<>();
        ServerOptions options = ServerOptions.builder()
                .trustedProxies(List.of("127.0.0.0/8", "::1"))
                .tls(TestTls.build(TestTls.server("TLSv1.3")))
                .build();
        try (AsyncServer server =
                AsyncServer.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), options, channel -> {
                    secured.add(channel);
                    return channel.forEachLine(line -> channel.write(line + "\n"));
                })) {
            AsyncChannel client = Await.value(AsyncChannel.connect(server.localAddress()));
            Await.value(client.write(HEADER));
            Await.value(client.startTls(TestTls.build(TestTls.client("TLSv1.3"))));
            Await.value(client.write("hello\n"));
            assertEquals("hello", Await.value(client.readLine()));
            AsyncChannel channel = secured.poll(10, TimeUnit.SECONDS);
            assertNotNull(channel);
            assertEquals(new InetSocketAddress("203.0.113.7", 4711), channel.remoteAddress());
            ProxyHeader header = channel.proxyHeader();
            assertNotNull(header);
            assertEquals(client.localAddress(), header.proxy());
            client.abort();
        }
    }

    @Test
    void theRemoteAddressIsThatOfTheClientAndTheProxysIsKnown() throws Exception {
        try (AsyncServer server = server(Duration.ofSeconds(20), "127.0.0.0/8", "::1");
                Socket socket = connect(server, HEADER + "hello\n")) {
            assertAnswers("hello\n", socket);
            AsyncChannel channel = channels.poll(10, TimeUnit.SECONDS);
            assertNotNull(channel);
            assertEquals(new InetSocketAddress("203.0.113.7", 4711), channel.remoteAddress());
            ProxyHeader header = channel.proxyHeader();
            assertNotNull(header);
            assertEquals(socket.getLocalSocketAddress(), header.proxy());
            assertEquals(new InetSocketAddress("192.0.2.1", 443), header.destination());
            assertEquals(socket.getLocalSocketAddress(), channel.snapshot().proxyAddress());
            assertEquals(channel.remoteAddress(), channel.snapshot().remoteAddress());
            assertEquals(6, channel.snapshot().bytesIn(), "the header does not count as input");
        }
    }

    @Test
    void connectionsAreCountedPerClientNotPerProxy() throws Exception {
        try (AsyncServer server = server(Duration.ofSeconds(20), "127.0.0.0/8", "::1");
                Socket one = connect(server, HEADER + "one\n");
                Socket other = connect(server, "PROXY TCP4 203.0.113.8 192.0.2.1 4711 443\r\ntwo\n")) {
            assertAnswers("one\n", one);
            assertAnswers("two\n", other);
            try (Socket again = connect(server, HEADER + "three\n")) {
                assertClosed(again);
            }
        }
    }

    @Test
    void aHeaderFromAnUntrustedAddressIsData() throws Exception {
        try (AsyncServer server = server(Duration.ofSeconds(20), "192.0.2.0/24");
                Socket socket = connect(server, HEADER)) {
            assertAnswers(HEADER.replace("\r", ""), socket);
            AsyncChannel channel = channels.poll(10, TimeUnit.SECONDS);
            assertNotNull(channel);
            assertNull(channel.proxyHeader());
            assertEquals(socket.getLocalSocketAddress(), channel.remoteAddress());
            assertNull(channel.snapshot().proxyAddress());
        }
    }

    @Test
    void aTrustedProxyWithoutAHeaderIsClosed() throws Exception {
        try (AsyncServer server = server(Duration.ofSeconds(20), "127.0.0.0/8", "::1");
                Socket socket = connect(server, "hello, I am no proxy\n")) {
            assertClosed(socket);
            Await.until("it is counted as refused", () -> server.snapshot().refused() == 1);
            assertEquals(0, channels.size());
        }
    }

    @Test
    void aConnectionWithoutAHeaderIsClosedAtTheTimeout() throws Exception {
        try (AsyncServer server = server(Duration.ofMillis(150), "127.0.0.0/8", "::1");
                Socket socket = connect(server, HEADER.substring(0, HEADER.length() - 1))) {
            assertClosed(socket);
            Await.until("it is counted as refused", () -> server.snapshot().refused() == 1);
            try (Socket next = connect(server, HEADER + "hello\n")) {
                assertAnswers("hello\n", next);
            }
        }
    }

    @Test
    void aShutdownDoesNotWaitForAHeader() throws Exception {
        AsyncServer server = server(Duration.ofHours(1), "127.0.0.0/8", "::1");
        try (Socket socket = connect(server, "PROXY ")) {
            ShutdownReport report = Await.value(server.shutdown(Duration.ofSeconds(10)));
            assertNotNull(report);
            assertClosed(socket);
        }
    }
}
