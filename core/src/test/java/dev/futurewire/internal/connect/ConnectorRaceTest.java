package dev.futurewire.internal.connect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.AsyncChannel;
import dev.futurewire.ChannelOptions;
import dev.futurewire.support.Await;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A name with several addresses, some of which do not answer, on real sockets. */
final class ConnectorRaceTest {
    private static final InetSocketAddress NAME = InetSocketAddress.createUnresolved("several.example", 7);

    private ServerSocket good;
    private ServerSocket silent;
    private final List<Socket> filling = new ArrayList<>();

    @BeforeEach
    void listen() throws IOException {
        good = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        // Its backlog is full: it answers no further attempt.
        silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        try {
            for (int i = 0; i < 10; i++) {
                Socket socket = new Socket();
                filling.add(socket);
                socket.connect(silent.getLocalSocketAddress(), 100);
            }
        } catch (SocketTimeoutException full) {
            return;
        }
        throw new IOException("the backlog does not fill");
    }

    @AfterEach
    void close() throws IOException {
        for (Socket socket : filling) {
            socket.close();
        }
        silent.close();
        good.close();
    }

    private static InetSocketAddress address(ServerSocket listening) {
        return (InetSocketAddress) listening.getLocalSocketAddress();
    }

    private static InetSocketAddress closedPort() throws IOException {
        try (ServerSocket gone = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            return address(gone);
        }
    }

    @Test
    void anUnresponsiveAddressDelaysTheNextAttemptAndIsAbandonedWhenThatWins() throws IOException {
        long begun = System.nanoTime();
        Connector connector =
                Connector.connect(NAME, List.of(address(silent), address(good)), ChannelOptions.defaults());
        assertEquals(1, connector.attempts(), "one at a time");
        AsyncChannel channel = Await.value(connector);
        assertTrue(System.nanoTime() - begun >= AddressRace.DELAY_NANOS, "the second attempt starts after the delay");
        assertEquals(address(good), channel.remoteAddress());
        assertEquals(0, connector.attempts());
        channel.abort();
    }

    @Test
    void aRefusedAttemptIsFollowedByTheNextAddress() throws IOException {
        Connector connector =
                Connector.connect(NAME, List.of(closedPort(), closedPort(), address(good)), ChannelOptions.defaults());
        AsyncChannel channel = Await.value(connector);
        assertEquals(address(good), channel.remoteAddress());
        channel.abort();
    }

    @Test
    void failsIfAllAddressesRefuse() throws IOException {
        Connector connector = Connector.connect(NAME, List.of(closedPort(), closedPort()), ChannelOptions.defaults());
        Throwable failure = Await.failure(connector);
        assertInstanceOf(ConnectException.class, failure);
        assertEquals(1, failure.getSuppressed().length);
        assertEquals(0, connector.attempts());
    }

    @Test
    void theDeadlineAppliesToAllAttemptsTogether() throws IOException {
        ChannelOptions options =
                ChannelOptions.builder().connectTimeout(Duration.ofMillis(400)).build();
        Connector connector =
                Connector.connect(NAME, List.of(address(silent), address(silent), address(silent)), options);
        assertInstanceOf(SocketTimeoutException.class, Await.failure(connector));
        Await.until("no attempt is left", () -> connector.attempts() == 0);
    }

    @Test
    void cancellationAbandonsAllAttempts() throws IOException {
        Connector connector =
                Connector.connect(NAME, List.of(address(silent), address(silent)), ChannelOptions.defaults());
        Await.until("both are pending", () -> connector.attempts() == 2);
        assertTrue(connector.cancel(false));
        Await.until("no attempt is left", () -> connector.attempts() == 0);
    }
}
