package dev.futurewire.diagnostics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.AsyncChannel;
import dev.futurewire.AsyncServer;
import dev.futurewire.ConnectionHandler;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** {@code join} and {@code get} on an incomplete future of the library: rejected on a loop thread, allowed elsewhere. */
class BlockingOnLoopThreadTest {
    private static final InetSocketAddress ANYWHERE = new InetSocketAddress("127.0.0.1", 0);

    private static Throwable whatHappensTo(ConnectionHandler handler) throws Exception {
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        try (AsyncServer server = AsyncServer.listen(ANYWHERE, channel -> {
            try {
                return handler.handle(channel);
            } catch (Throwable failure) {
                thrown.complete(failure);
                throw failure;
            }
        })) {
            AsyncChannel client = AsyncChannel.connect(server.localAddress()).get(5, TimeUnit.SECONDS);
            Throwable failure = thrown.get(5, TimeUnit.SECONDS);
            client.abort();
            server.shutdown(Duration.ZERO).get(5, TimeUnit.SECONDS);
            return failure;
        }
    }

    @Test
    void theFailureOfJoinExplainsTheAlternatives() throws Exception {
        Throwable failure = whatHappensTo(channel -> {
            channel.readLine().join();
            return CompletableFuture.completedFuture(null);
        });
        assertInstanceOf(IllegalStateException.class, failure);
        assertTrue(failure.getMessage().contains("readLine"), failure::getMessage);
        assertTrue(failure.getMessage().contains("BlockingOnLoopThreadTest.java"), failure::getMessage);
        assertTrue(failure.getMessage().contains("thenCompose"), failure::getMessage);
        assertTrue(failure.getMessage().contains("ConnectionHandler.blocking"), failure::getMessage);
    }

    @Test
    void getIsRejectedOnDerivedStages() throws Exception {
        Throwable failure = whatHappensTo(channel -> {
            channel.readLine().thenApply(String::length).get(1, TimeUnit.SECONDS);
            return CompletableFuture.completedFuture(null);
        });
        assertInstanceOf(IllegalStateException.class, failure);
    }

    @Test
    void aCompletedFutureCanBeJoinedOnAnyThread() throws Exception {
        CompletableFuture<String> answer = new CompletableFuture<>();
        try (AsyncServer server = AsyncServer.listen(
                ANYWHERE,
                channel -> channel.readLine().thenCompose(first -> {
                    answer.complete(channel.readLine().join());
                    return channel.close();
                }))) {
            AsyncChannel client = AsyncChannel.connect(server.localAddress()).get(5, TimeUnit.SECONDS);
            client.write("one\ntwo\n").get(5, TimeUnit.SECONDS);
            assertEquals("two", answer.get(5, TimeUnit.SECONDS));
            client.abort();
        }
    }

    @Test
    void blockingHandlersMayWait() throws Exception {
        try (AsyncServer server = AsyncServer.listen(ANYWHERE, ConnectionHandler.blocking(channel -> {
            String line = channel.readLine().get();
            channel.write(line + "\n").join();
        }))) {
            AsyncChannel client = AsyncChannel.connect(server.localAddress()).get(5, TimeUnit.SECONDS);
            client.write("hello\n").get(5, TimeUnit.SECONDS);
            assertEquals("hello", client.readLine().get(5, TimeUnit.SECONDS));
            client.abort();
        } catch (ExecutionException unexpected) {
            throw new AssertionError(unexpected);
        }
    }
}
