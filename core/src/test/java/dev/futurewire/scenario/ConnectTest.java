package dev.futurewire.scenario;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.AsyncChannel;
import dev.futurewire.Backoff;
import dev.futurewire.ChannelOptions;
import dev.futurewire.Futures;
import dev.futurewire.support.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Connection attempts complete in one of the documented ways. */
@Tag("alone")
final class ConnectTest {
    @Test
    void yieldsAnOpenChannel() throws IOException {
        try (ServerSocket listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            AsyncChannel channel = Await.value(AsyncChannel.connect(listening.getLocalSocketAddress()));
            try (Socket peer = listening.accept()) {
                assertEquals(listening.getLocalSocketAddress(), channel.remoteAddress());
                assertEquals(peer.getRemoteSocketAddress(), channel.localAddress());
                assertTrue(channel.id() > 0);
            }
            channel.abort();
            Await.value(channel.closed());
        }
    }

    @Test
    void looksUpAHostName() throws IOException {
        try (ServerSocket listening = new ServerSocket(0, 5, InetAddress.getByName("localhost"))) {
            SocketAddress name = InetSocketAddress.createUnresolved("localhost", listening.getLocalPort());
            AsyncChannel channel = Await.value(AsyncChannel.connect(name));
            try (Socket peer = listening.accept()) {
                assertEquals(peer.getRemoteSocketAddress(), channel.localAddress());
            }
            channel.abort();
        }
    }

    @Test
    void usesTheRequestedLocalAddress() throws IOException {
        try (ServerSocket listening = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"))) {
            // All of 127.0.0.0/8 is local on Linux only; 127.0.0.1 is everywhere.
            InetSocketAddress local;
            try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
                local = (InetSocketAddress) free.getLocalSocketAddress();
            }
            ChannelOptions options =
                    ChannelOptions.builder().localAddress(local).build();
            AsyncChannel channel = Await.value(AsyncChannel.connect(
                    listening.getLocalSocketAddress(), options.toBuilder().build()));
            try (Socket peer = listening.accept()) {
                assertEquals(local, peer.getRemoteSocketAddress());
                assertEquals(local, channel.localAddress());
            }
            channel.abort();
        }
    }

    @Test
    void failsWithAForeignLocalAddress() throws IOException {
        try (ServerSocket listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            ChannelOptions options = ChannelOptions.builder()
                    .localAddress(new InetSocketAddress("192.0.2.77", 0))
                    .build();
            assertInstanceOf(
                    IOException.class, Await.failure(AsyncChannel.connect(listening.getLocalSocketAddress(), options)));
        }
    }

    @Test
    void isRefused() throws IOException {
        SocketAddress unused;
        try (ServerSocket gone = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            unused = gone.getLocalSocketAddress();
        }
        assertInstanceOf(ConnectException.class, Await.failure(AsyncChannel.connect(unused)));
    }

    /** The local port equals the remote port, as may happen by chance if the operating system chooses the port. */
    @Test
    void aConnectionToItselfIsRefused() throws IOException {
        InetSocketAddress unused = unusedAddress();
        assertConnectsToItself(unused, AsyncChannel.connect(unused, from(unused)));
    }

    @Test
    void aConnectionToItselfByNameIsRefused() throws IOException {
        InetSocketAddress unused = unusedAddress();
        SocketAddress name = InetSocketAddress.createUnresolved("127.0.0.1", unused.getPort());
        assertConnectsToItself(unused, AsyncChannel.connect(name, from(unused)));
    }

    @Test
    void aConnectionToItselfIsRetried() throws IOException {
        List<InetSocketAddress> tried = new CopyOnWriteArrayList<>();
        CompletableFuture<AsyncChannel> attempts = Futures.retry(
                () -> {
                    InetSocketAddress unused = unusedAddressUnchecked();
                    tried.add(unused);
                    return AsyncChannel.connect(unused, from(unused));
                },
                Backoff.attempts(2));
        Throwable failure = Await.failure(attempts);
        assertEquals(2, tried.size());
        assertInstanceOf(ConnectException.class, failure);
    }

    private static void assertConnectsToItself(InetSocketAddress unused, CompletableFuture<AsyncChannel> attempt) {
        Throwable failure = Await.failure(attempt);
        assertInstanceOf(ConnectException.class, failure);
        assertTrue(failure.getMessage().contains(":" + unused.getPort()), failure::getMessage);
    }

    private static ChannelOptions from(InetSocketAddress local) {
        return ChannelOptions.builder().localAddress(local).build();
    }

    private static InetSocketAddress unusedAddress() throws IOException {
        try (ServerSocket gone = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"))) {
            return (InetSocketAddress) gone.getLocalSocketAddress();
        }
    }

    private static InetSocketAddress unusedAddressUnchecked() {
        try {
            return unusedAddress();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void failsForAnUnresolvedHost() {
        SocketAddress unresolved = InetSocketAddress.createUnresolved("no-such-host.invalid", 7);
        assertInstanceOf(UnresolvedAddressException.class, Await.failure(AsyncChannel.connect(unresolved)));
    }

    @Test
    void failsForANonInternetAddress() {
        SocketAddress unix = UnixDomainSocketAddress.of("/nowhere/at/all");
        assertInstanceOf(UnsupportedAddressTypeException.class, Await.failure(AsyncChannel.connect(unix)));
    }

    @Test
    void timesOutByItsOptions() throws IOException {
        try (Unresponsive peer = new Unresponsive()) {
            ChannelOptions options = ChannelOptions.builder()
                    .connectTimeout(Duration.ofMillis(150))
                    .build();
            long start = System.nanoTime();
            Throwable failure = Await.failure(AsyncChannel.connect(peer.address(), options));
            long millis = (System.nanoTime() - start) / 1_000_000;
            assertInstanceOf(SocketTimeoutException.class, failure);
            assertTrue(millis >= 150 && millis < 1_000, "after " + millis + " ms");
        }
    }

    @Test
    void canBeTimedOut() throws IOException {
        try (Unresponsive peer = new Unresponsive()) {
            CompletableFuture<AsyncChannel> attempt =
                    AsyncChannel.connect(peer.address()).orTimeout(60, MILLISECONDS);
            assertInstanceOf(TimeoutException.class, Await.failure(attempt));
        }
    }

    @Test
    void canBeCancelled() throws IOException {
        try (Unresponsive peer = new Unresponsive()) {
            CompletableFuture<AsyncChannel> attempt = AsyncChannel.connect(peer.address());
            assertTrue(attempt.cancel(true));
            assertInstanceOf(CancellationException.class, Await.failure(attempt));
        }
    }

    @Test
    void aReadComposedWithItCanBeTimedOut() throws IOException {
        try (ServerSocket listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            CompletableFuture<AsyncChannel> connected = AsyncChannel.connect(listening.getLocalSocketAddress());
            CompletableFuture<String> greeting =
                    connected.thenCompose(AsyncChannel::readLine).orTimeout(60, MILLISECONDS);
            try (Socket peer = listening.accept()) {
                assertInstanceOf(TimeoutException.class, Await.failure(greeting));
                peer.getOutputStream().write("hello\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
                assertEquals("hello", Await.value(connected.join().readLine()));
            }
            connected.join().abort();
        }
    }

    @Test
    void leavesNoConnectionWhenCancelled() throws IOException {
        try (ServerSocket listening = new ServerSocket(0, 200, InetAddress.getLoopbackAddress())) {
            List<CompletableFuture<AsyncChannel>> attempts = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                CompletableFuture<AsyncChannel> attempt = AsyncChannel.connect(listening.getLocalSocketAddress());
                attempts.add(attempt);
                // Some through a derived stage.
                (i % 2 == 0 ? attempt : attempt.thenApply(channel -> channel)).cancel(true);
            }
            for (CompletableFuture<AsyncChannel> attempt : attempts) {
                Await.until("the attempt has completed", attempt::isDone);
                if (!attempt.isCompletedExceptionally()) {
                    attempt.join().abort();
                }
            }
            listening.setSoTimeout(300);
            try {
                for (int i = 0; i < 100; i++) {
                    try (Socket accepted = listening.accept()) {
                        accepted.setSoTimeout(5_000);
                        assertEndsOrBreaks(accepted);
                    }
                }
            } catch (SocketTimeoutException noMore) {
                // Many never arrived.
            }
        }
    }

    private static void assertEndsOrBreaks(Socket socket) throws IOException {
        try {
            assertEquals(-1, socket.getInputStream().read());
        } catch (SocketTimeoutException open) {
            throw new AssertionError("a connection was left open", open);
        } catch (IOException broken) {
            // Closed before it could be accepted.
        }
    }

    /** A listener whose backlog is full: it answers no further attempt. */
    private static final class Unresponsive implements AutoCloseable {
        private final ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        private final List<Socket> filling = new ArrayList<>();

        Unresponsive() throws IOException {
            try {
                for (int i = 0; i < 10; i++) {
                    Socket socket = new Socket();
                    filling.add(socket);
                    socket.connect(listening.getLocalSocketAddress(), 100);
                }
            } catch (SocketTimeoutException full) {
                return;
            }
            throw new IOException("the backlog does not fill");
        }

        SocketAddress address() {
            return listening.getLocalSocketAddress();
        }

        @Override
        public void close() throws IOException {
            for (Socket socket : filling) {
                socket.close();
            }
            listening.close();
        }
    }
}
