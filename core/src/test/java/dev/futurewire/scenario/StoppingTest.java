package dev.futurewire.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.AsyncChannel;
import dev.futurewire.AsyncServer;
import dev.futurewire.Futures;
import dev.futurewire.ShutdownReport;
import dev.futurewire.support.Await;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** {@code stopping()} lets handlers of keep-alive connections end when a shutdown begins. */
final class StoppingTest {
    private static final InetSocketAddress ANY = new InetSocketAddress("127.0.0.1", 0);

    private static CompletableFuture<AsyncChannel> connect(AsyncServer server) {
        return AsyncChannel.connect(server.localAddress());
    }

    /** Answers requests until the server stops. */
    private static CompletableFuture<Void> keepAlive(AsyncChannel channel) {
        AtomicReference<CompletableFuture<String>> idle = new AtomicReference<>();
        channel.stopping().thenRun(() -> {
            CompletableFuture<String> read = idle.get();
            if (read != null) {
                read.completeOnTimeout(null, 0, java.util.concurrent.TimeUnit.MILLISECONDS);
            }
        });
        return Futures.repeatWhile(() -> {
            CompletableFuture<String> read = channel.readLine();
            idle.set(read);
            return read.thenCompose(line -> line == null
                    ? CompletableFuture.completedFuture(false)
                    : channel.writeLine("you said " + line).thenApply(done -> true));
        });
    }

    @Test
    void keepAliveConnectionsEndWithTheirHandlers() throws IOException {
        AsyncServer server = AsyncServer.listen(ANY, StoppingTest::keepAlive);
        AsyncChannel client = Await.value(connect(server));
        Await.value(client.writeLine("hello"));
        assertEquals("you said hello", Await.value(client.readLine()));
        ShutdownReport report = Await.value(server.shutdown(Duration.ofSeconds(10)));
        assertNull(Await.value(client.readLine()));
        assertEquals(1, report.finished());
        client.abort();
    }

    @Test
    void completesInTheConnectionsTurnAndOnlyThen() throws IOException {
        Queue<CompletableFuture<Thread>> threads = new ConcurrentLinkedQueue<>();
        Queue<Thread> loops = new ConcurrentLinkedQueue<>();
        try (AsyncServer server = AsyncServer.listen(ANY, channel -> {
            loops.add(Thread.currentThread());
            threads.add(channel.stopping().thenApply(done -> Thread.currentThread()));
            return channel.stopping();
        })) {
            CompletableFuture<Void> ofTheServer = server.stopping();
            AsyncChannel client = Await.value(connect(server));
            Await.until("the handler runs", () -> threads.size() == 1);
            assertFalse(threads.element().isDone());
            assertFalse(ofTheServer.isDone());
            server.shutdown(Duration.ofSeconds(10));
            assertSame(loops.element(), Await.value(threads.element()));
            Await.value(ofTheServer);
            Await.value(server.stopping());
            client.abort();
        }
    }

    @Test
    void afterTheBeginningItIsComplete() throws IOException {
        CompletableFuture<AsyncChannel> accepted = new CompletableFuture<>();
        try (AsyncServer server = AsyncServer.listen(ANY, channel -> {
            accepted.complete(channel);
            return channel.peerClosed();
        })) {
            AsyncChannel client = Await.value(connect(server));
            AsyncChannel channel = Await.value(accepted);
            CompletableFuture<Void> cancelled = channel.stopping();
            assertTrue(cancelled.cancel(false));
            CompletableFuture<Void> ofAnEndedConnection = channel.stopping();
            server.shutdown(Duration.ofSeconds(10));
            Await.value(channel.stopping());
            client.abort();
            Await.value(channel.closed());
            Await.value(channel.stopping());
            Await.value(ofAnEndedConnection);
            assertInstanceOf(CancellationException.class, Await.failure(cancelled));
        }
    }

    @Test
    void aFutureThatTheProgramHoldsOutlivesItsConnection() throws IOException {
        CompletableFuture<AsyncChannel> accepted = new CompletableFuture<>();
        try (AsyncServer server = AsyncServer.listen(ANY, channel -> {
            accepted.complete(channel);
            return channel.peerClosed();
        })) {
            AsyncChannel client = Await.value(connect(server));
            AsyncChannel channel = Await.value(accepted);
            CompletableFuture<Void> held = channel.stopping().thenRun(() -> {});
            client.abort();
            Await.value(channel.closed());
            assertFalse(held.isDone());
            System.gc();
            server.shutdown(Duration.ofSeconds(10));
            Await.value(held);
        }
    }

    @Test
    void neverCompletesForAClient() throws IOException {
        CompletableFuture<Void> ofTheClient;
        try (AsyncServer server = AsyncServer.listen(ANY, AsyncChannel::closed)) {
            AsyncChannel client = Await.value(connect(server));
            ofTheClient = client.stopping();
            server.shutdown(Duration.ofMillis(1));
            Await.value(client.peerClosed());
            client.abort();
            Await.value(client.closed());
            Await.value(CompletableFuture.runAsync(() -> {}, client.executor()));
        }
        assertFalse(ofTheClient.isDone());
    }
}
