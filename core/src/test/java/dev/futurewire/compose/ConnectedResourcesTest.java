package dev.futurewire.compose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.AsyncChannel;
import dev.futurewire.Futures;
import dev.futurewire.TaskGroup;
import dev.futurewire.support.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Channels that tasks have connected and that the program does not receive are closed. */
final class ConnectedResourcesTest {
    private ServerSocket server;

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        server.setSoTimeout((int) Await.PATIENCE.toMillis());
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    private CompletableFuture<AsyncChannel> connect() {
        SocketAddress address = server.getLocalSocketAddress();
        return AsyncChannel.connect(address);
    }

    /** The peer of the next connection sees its end. */
    private void nextIsClosed() throws IOException {
        try (Socket accepted = server.accept()) {
            accepted.setSoTimeout((int) Await.PATIENCE.toMillis());
            assertEquals(-1, read(accepted));
        }
    }

    private static int read(Socket socket) {
        try {
            return socket.getInputStream().read();
        } catch (java.net.SocketException reset) {
            return -1;
        } catch (IOException failure) {
            throw new AssertionError("still open", failure);
        }
    }

    @Test
    void thoseOfTasksThatSucceededBeforeAnotherFailed() throws IOException {
        CompletableFuture<AsyncChannel> failing = new CompletableFuture<>();
        CompletableFuture<AsyncChannel> connected = connect();
        CompletableFuture<List<AsyncChannel>> all = Futures.all(() -> connected, () -> failing);
        Await.until("it is connected", connected::isDone);
        failing.completeExceptionally(new IOException("of a test"));
        assertInstanceOf(IOException.class, Await.failure(all));
        nextIsClosed();
    }

    @Test
    void thoseOfACancelledFuture() throws IOException {
        CompletableFuture<AsyncChannel> connected = connect();
        CompletableFuture<List<AsyncChannel>> first =
                Futures.first(2, () -> connected, CompletableFuture::new, CompletableFuture::new);
        Await.until("it is connected", connected::isDone);
        assertTrue(first.cancel(true));
        nextIsClosed();
    }

    @Test
    void thoseOfLosers() throws IOException {
        List<Supplier<CompletableFuture<AsyncChannel>>> tasks = List.of(this::connect, this::connect, this::connect);
        AsyncChannel winner = Await.value(Futures.any(tasks));
        // The winner is in the backlog. Losers may never have connected.
        server.setSoTimeout(1_000);
        int open = 0;
        for (int i = 0; i < tasks.size(); i++) {
            try (Socket accepted = server.accept()) {
                accepted.setSoTimeout((int) Await.PATIENCE.toMillis());
                if (accepted.getRemoteSocketAddress().equals(winner.localAddress())) {
                    open++;
                    Await.value(winner.write("still there\n"));
                    assertEquals('s', read(accepted));
                } else {
                    assertEquals(-1, read(accepted));
                }
            } catch (java.net.SocketTimeoutException neverConnected) {
                break;
            }
            if (open == 1 && i == tasks.size() - 1) {
                break;
            }
        }
        assertEquals(1, open);
        winner.abort();
    }

    @Test
    void thoseThatTheProgramHasReceivedStayOpen() throws IOException {
        CompletableFuture<AsyncChannel> failing = new CompletableFuture<>();
        CompletableFuture<AsyncChannel> connected = connect();
        CompletableFuture<List<AsyncChannel>> all = Futures.all(() -> connected, () -> failing);
        AsyncChannel channel = Await.value(connected);
        failing.completeExceptionally(new IOException("of a test"));
        assertInstanceOf(IOException.class, Await.failure(all));
        assertFalse(channel.closed().isDone());
        channel.abort();
    }

    @Test
    void thatOfAResultWhoseReceiverIsCancelledBeforeItRuns() throws IOException {
        for (int form = 0; form < 4; form++) {
            AtomicReference<Runnable> receiver = new AtomicReference<>();
            Executor later = receiver::set;
            CompletableFuture<?> received = switch (form) {
                case 0 -> Futures.any(this::connect).thenApplyAsync(channel -> channel, later);
                case 1 -> Futures.timeout(Duration.ofHours(1), this::connect).thenApplyAsync(channel -> channel, later);
                case 2 -> Futures.all(this::connect).thenApplyAsync(channels -> channels, later);
                default -> TaskGroup.run(group -> connect()).thenApplyAsync(channel -> channel, later);
            };
            Await.until("its receiver is about to run", () -> receiver.get() != null);
            assertTrue(received.cancel(true));
            nextIsClosed();
        }
    }
}
