package dev.futurewire.scenario;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.AsyncChannel;
import dev.futurewire.AsyncServer;
import dev.futurewire.ChannelOptions;
import dev.futurewire.CloseReason;
import dev.futurewire.observe.ChannelState;
import dev.futurewire.support.Await;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code connect} with a body closes the channel, however the body ends. */
final class ConnectionScopeTest {
    private static final InetSocketAddress ANY = new InetSocketAddress("127.0.0.1", 0);

    private final AtomicReference<AsyncChannel> opened = new AtomicReference<>();
    private AsyncServer server;

    @BeforeEach
    void listen() throws IOException {
        server = AsyncServer.listen(ANY, channel -> channel.forEachLine(line -> channel.writeLine("re: " + line)));
    }

    @AfterEach
    void close() {
        server.close();
    }

    private <T> CompletableFuture<T> connect(Function<AsyncChannel, CompletionStage<T>> body) {
        return AsyncChannel.connect(server.localAddress(), ChannelOptions.defaults(), channel -> {
            opened.set(channel);
            return body.apply(channel);
        });
    }

    private CloseReason closeReason() {
        AsyncChannel channel = opened.get();
        assertEquals(ChannelState.CLOSED, channel.snapshot().state());
        return channel.snapshot().closeReason();
    }

    @Test
    void completesWithTheResultWhenClosed() {
        CompletableFuture<String> result =
                connect(channel -> channel.writeLine("hello").thenCompose(done -> channel.readLine()));
        assertEquals("re: hello", Await.value(result));
        assertEquals(CloseReason.LOCAL_CLOSE, closeReason());
    }

    @Test
    void outputOfTheBodyIsSent() {
        CompletableFuture<String> received = new CompletableFuture<>();
        AsyncServer sink;
        try {
            sink = AsyncServer.listen(
                    ANY, channel -> channel.readAll(10_000_000).thenAccept(all -> received.complete("" + all.length)));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        try (sink) {
            Await.value(AsyncChannel.connect(sink.localAddress(), ChannelOptions.defaults(), channel -> {
                channel.write(new byte[5_000_000]);
                return CompletableFuture.completedFuture("done");
            }));
            assertEquals("5000000", Await.value(received));
        }
    }

    @Test
    void failsWithTheFailureOfTheBody() {
        IOException failure = new IOException("of a test");
        assertSame(failure, Await.failure(connect(channel -> CompletableFuture.failedFuture(failure))));
        assertEquals(CloseReason.ABORTED, closeReason());
        IllegalStateException thrown = new IllegalStateException("of a test");
        assertSame(thrown, Await.failure(connect(channel -> {
            throw thrown;
        })));
        assertEquals(CloseReason.ABORTED, closeReason());
        assertInstanceOf(NullPointerException.class, Await.failure(connect(channel -> none())));
        assertEquals(CloseReason.ABORTED, closeReason());
    }

    @SuppressWarnings("NullAway") // what a program might do
    private static <T> CompletionStage<T> none() {
        return null;
    }

    @Test
    void failsWithTheFailureOfTheConnection() throws IOException {
        InetSocketAddress unused;
        try (java.net.ServerSocket socket = new java.net.ServerSocket(0, 1, ANY.getAddress())) {
            unused = (InetSocketAddress) socket.getLocalSocketAddress();
        }
        assertInstanceOf(
                ConnectException.class,
                Await.failure(AsyncChannel.connect(unused, ChannelOptions.defaults(), AsyncChannel::readLine)));
    }

    @Test
    void cancellingWithdrawsTheBodyAndAborts() {
        AtomicReference<CompletableFuture<?>> read = new AtomicReference<>();
        CompletableFuture<String> result = connect(channel -> {
            CompletableFuture<String> line = channel.readLine();
            read.set(line);
            return line;
        });
        Await.until("the body runs", () -> read.get() != null);
        assertTrue(result.thenApply(line -> line).cancel(false));
        assertTrue(result.isCancelled());
        assertInstanceOf(CancellationException.class, Await.failure(read.get()));
        Await.value(opened.get().closed());
        assertEquals(CloseReason.ABORTED, closeReason());
    }

    @Test
    void aTimeoutCancelsAForeignStageOfTheBody() {
        CompletableFuture<String> foreign = new CompletableFuture<>();
        CompletableFuture<String> result = connect(channel -> foreign).orTimeout(100, MILLISECONDS);
        assertInstanceOf(TimeoutException.class, Await.failure(result));
        assertTrue(foreign.isCancelled());
        AsyncChannel channel = opened.get();
        if (channel != null) {
            Await.value(channel.closed());
        }
    }

    @Test
    void completesOnTheTurnThatAskedForIt() throws IOException {
        CompletableFuture<String> outcome = new CompletableFuture<>();
        try (AsyncServer proxy = AsyncServer.listen(
                ANY,
                channel -> channel.readLine().thenCompose(line -> {
                    Thread mine = Thread.currentThread();
                    boolean[] returned = new boolean[1];
                    CompletableFuture<Void> answered = AsyncChannel.connect(
                                    server.localAddress(),
                                    ChannelOptions.defaults(),
                                    upstream -> upstream.writeLine(line).thenCompose(done -> upstream.readLine()))
                            .thenCompose(answer -> {
                                assertTrue(returned[0], "inside the call");
                                assertSame(mine, Thread.currentThread());
                                return channel.writeLine(answer);
                            });
                    returned[0] = true;
                    return answered;
                }))) {
            Await.value(AsyncChannel.connect(
                    proxy.localAddress(),
                    ChannelOptions.defaults(),
                    client -> client.writeLine("x")
                            .thenCompose(done -> client.readLine())
                            .thenAccept(outcome::complete)));
            assertEquals("re: x", Await.value(outcome));
        }
    }

    @Test
    void abandoningTheAttemptConnectsNothing() {
        for (int i = 0; i < 50; i++) {
            CompletableFuture<String> result = connect(AsyncChannel::readLine);
            result.cancel(false);
            assertTrue(result.isCancelled());
        }
        Await.until("all connections end", () -> server.snapshot().open() == 0);
        assertNotNull(server.localAddress());
        assertFalse(server.stopping().isDone());
    }
}
