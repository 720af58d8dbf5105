package dev.futurewire.server.service;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.AsyncChannel;
import dev.futurewire.AsyncServer;
import dev.futurewire.ChannelOptions;
import dev.futurewire.CloseReason;
import dev.futurewire.ServerOptions;
import dev.futurewire.observe.Awaiting;
import dev.futurewire.observe.Operation;
import dev.futurewire.server.faults.Eventually;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The forward service between a client and an upstream, which are plain sockets. */
@Timeout(60)
@SuppressWarnings("try") // the tests close sockets early
final class ForwardTest {
    private static final int PATIENCE_MILLIS = 20_000;
    private static final int MUCH = 32 * 1024 * 1024;

    private ServerSocket upstreams;
    private AsyncServer server;

    @BeforeEach
    void listen() throws IOException {
        upstreams = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        upstreams.setSoTimeout(PATIENCE_MILLIS);
        ForwardService service = new ForwardService();
        ServiceOptions options = ServiceOptions.builder()
                .upstream((InetSocketAddress) upstreams.getLocalSocketAddress())
                .build();
        server = AsyncServer.listen(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                ServerOptions.builder()
                        .channel(service.channelOptions(options))
                        .shutdownGrace(Duration.ZERO)
                        .build(),
                service.handler(options));
    }

    @AfterEach
    void close() throws IOException {
        server.close();
        upstreams.close();
    }

    private Socket client() throws IOException {
        Socket socket = new Socket();
        socket.connect(server.localAddress(), PATIENCE_MILLIS);
        socket.setSoTimeout(PATIENCE_MILLIS);
        return socket;
    }

    private Socket upstream() throws IOException {
        Socket socket = upstreams.accept();
        socket.setSoTimeout(PATIENCE_MILLIS);
        return socket;
    }

    private static byte[] bytes(int count, long seed) {
        byte[] bytes = new byte[count];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    /** Sends and half-closes on another thread. */
    private static CompletableFuture<Void> sending(Socket socket, byte[] bytes) {
        CompletableFuture<Void> sent = new CompletableFuture<>();
        Thread sender = new Thread(() -> {
            try {
                socket.getOutputStream().write(bytes);
                socket.shutdownOutput();
                sent.complete(null);
            } catch (IOException | RuntimeException failure) {
                sent.completeExceptionally(failure);
            }
        });
        sender.setDaemon(true);
        sender.start();
        return sent;
    }

    private void awaitClosed(CloseReason reason) throws Exception {
        Eventually.until(
                "one connection has ended as " + reason,
                () -> server.snapshot().closed().get(reason) == 1);
    }

    @Test
    void everyByteIsForwardedInBothDirections() throws Exception {
        byte[] up = bytes(MUCH, 1);
        byte[] down = bytes(MUCH, 2);
        try (Socket client = client();
                Socket upstream = upstream()) {
            CompletableFuture<Void> sentUp = sending(client, up);
            CompletableFuture<Void> sentDown = sending(upstream, down);
            CompletableFuture<byte[]> received = CompletableFuture.supplyAsync(() -> {
                try {
                    return upstream.getInputStream().readAllBytes();
                } catch (IOException failure) {
                    throw new AssertionError(failure);
                }
            });
            assertArrayEquals(down, client.getInputStream().readAllBytes());
            assertArrayEquals(up, received.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS));
            sentUp.join();
            sentDown.join();
        }
        awaitClosed(CloseReason.END_OF_STREAM);
        assertEquals(MUCH, server.snapshot().bytesIn());
        assertEquals(MUCH, server.snapshot().bytesOut());
    }

    @Test
    void anAnswerSentAfterAHalfCloseArrives() throws Exception {
        try (Socket client = client();
                Socket upstream = upstream()) {
            client.getOutputStream().write(new byte[] {0, 1, 2});
            client.shutdownOutput();
            assertArrayEquals(new byte[] {0, 1, 2}, upstream.getInputStream().readAllBytes());
            upstream.getOutputStream().write(new byte[] {3, 4});
            upstream.close();
            assertArrayEquals(new byte[] {3, 4}, client.getInputStream().readAllBytes());
        }
        awaitClosed(CloseReason.END_OF_STREAM);
    }

    @Test
    void aClientCanSendAfterTheUpstreamHasHalfClosed() throws Exception {
        try (Socket client = client();
                Socket upstream = upstream()) {
            upstream.shutdownOutput();
            assertEquals(-1, client.getInputStream().read());
            client.getOutputStream().write(new byte[] {7});
            assertEquals(7, upstream.getInputStream().read());
            client.close();
            assertEquals(-1, upstream.getInputStream().read());
        }
        awaitClosed(CloseReason.END_OF_STREAM);
    }

    @Test
    void aClientThatDoesNotReadSlowsTheUpstreamDown() throws Exception {
        byte[] down = bytes(MUCH, 3);
        try (Socket client = client();
                Socket upstream = upstream()) {
            CompletableFuture<Void> sent = sending(upstream, down);
            AsyncChannel channel = server.connections().iterator().next();
            Eventually.until(
                    "the upstream waits for the client",
                    () -> channel.snapshot().awaiting().stream()
                            .map(Awaiting::operation)
                            .anyMatch(Operation.WRITE::equals));
            long most = ChannelOptions.DEFAULT_HIGH_WATER_MARK + Forwarding.CHUNK;
            assertTrue(channel.snapshot().queuedOutput() <= most, "queued: " + channel.snapshot());
            assertTrue(!sent.isDone(), "the upstream has sent all of it");
            assertArrayEquals(down, client.getInputStream().readAllBytes());
            sent.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    @Test
    void anUnreachableUpstreamClosesTheClientWithItsReason() throws Exception {
        upstreams.close();
        try (Socket client = client()) {
            assertEquals(-1, client.getInputStream().read());
        }
        awaitClosed(CloseReason.UPSTREAM_FAILED);
    }

    @Test
    void anUpstreamThatBreaksClosesTheClientAfterItsData() throws Exception {
        try (Socket client = client();
                Socket upstream = upstream()) {
            upstream.getOutputStream().write(new byte[] {5});
            assertEquals(5, client.getInputStream().read());
            upstream.setSoLinger(true, 0);
            upstream.close();
            assertEquals(-1, client.getInputStream().read());
        }
        awaitClosed(CloseReason.UPSTREAM_FAILED);
    }

    @Test
    void aClientThatBreaksClosesItsUpstream() throws Exception {
        try (Socket client = client();
                Socket upstream = upstream()) {
            client.setSoLinger(true, 0);
            client.close();
            assertEnds(upstream);
        }
        awaitClosed(CloseReason.PEER_RESET);
    }

    @Test
    void aClientClosedByTheServerClosesItsUpstreamWithoutAPendingRead() throws Exception {
        try (Socket client = client();
                Socket upstream = upstream()) {
            client.shutdownOutput();
            assertEquals(-1, upstream.getInputStream().read());
            server.connections().iterator().next().abort();
            // The output was half-closed before: only a reset can show that nothing is read any more.
            Eventually.until("the upstream is reset", () -> {
                try {
                    upstream.getOutputStream().write(1);
                    return false;
                } catch (SocketException reset) {
                    return true;
                }
            });
        }
    }

    @Test
    void withoutAnUpstreamItDoesNotStart() {
        IllegalArgumentException failure = assertThrows(
                IllegalArgumentException.class, () -> new ForwardService().handler(ServiceOptions.defaults()));
        assertEquals("the service forward needs --upstream HOST:PORT", failure.getMessage());
    }

    private static void assertEnds(Socket socket) throws IOException {
        try {
            assertEquals(-1, socket.getInputStream().read());
        } catch (SocketException reset) {
            // Closed as well.
        }
    }
}
