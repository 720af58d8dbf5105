package dev.futurewire.scenario;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.AsyncChannel;
import dev.futurewire.ChannelOptions;
import dev.futurewire.WriteQueueFullException;
import dev.futurewire.internal.channel.StreamChannel;
import dev.futurewire.internal.loop.MemoryLoop;
import dev.futurewire.internal.time.WheelTimer;
import dev.futurewire.internal.transport.MemoryTransport;
import dev.futurewire.support.Await;
import dev.futurewire.support.Connection;
import dev.futurewire.support.Connections;
import dev.futurewire.support.MemoryConnections;
import dev.futurewire.support.MemoryPeer;
import dev.futurewire.support.Role;
import dev.futurewire.support.TcpConnections;
import dev.futurewire.support.TlsMemoryConnections;
import java.io.IOException;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A program that awaits its writes may write a large response in one piece, beyond the limit of the queue. */
@Tag("slow")
final class OneLargeWriteTest {
    private static final int LARGE = 20_000_000;

    private static final byte[] ANSWER = new byte[LARGE];

    static {
        new Random(20).nextBytes(ANSWER);
    }

    enum WriteMethod {
        MEMORY(MemoryConnections::new),
        TCP(TcpConnections::new),
        TLS_IN_MEMORY(() -> new TlsMemoryConnections("TLSv1.3")),
        TLS(() -> new TcpConnections("TLSv1.3"));

        private final Supplier<Connections> connections;

        WriteMethod(Supplier<Connections> connections) {
            this.connections = connections;
        }
    }

    @ParameterizedTest
    @EnumSource(WriteMethod.class)
    void arrivesFromAHandlersContinuation(WriteMethod way) throws IOException {
        for (Role role : Role.values()) {
            try (Connections connections = way.connections.get();
                    Connection connection = connections.open(role)) {
                CompletableFuture<Void> written = connection
                        .channel()
                        .readLine()
                        .thenCompose(line -> connection.channel().write(ANSWER));
                connection.peer().send("all of it\n");
                connection.peer().expectPeer(ANSWER);
                Await.value(written);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(WriteMethod.class)
    void arrivesFromAnotherThreadAndWaitsForTheLowWaterMark(WriteMethod way) throws IOException {
        try (Connections connections = way.connections.get();
                Connection connection = connections.open(Role.ACCEPTED)) {
            CompletableFuture<Void> written = connection.channel().write(ANSWER);
            assertFalse(written.isDone());
            connection.peer().expectPeer(ANSWER);
            Await.value(written);
        }
    }

    @ParameterizedTest
    @EnumSource(WriteMethod.class)
    void arrivesFromAnotherThreadWhileTheLoopIsBusy(WriteMethod way) throws IOException {
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch free = new CountDownLatch(1);
        try (Connections connections = way.connections.get();
                Connection connection = connections.open(Role.ACCEPTED)) {
            CompletableFuture<Void> holding = connection.channel().readLine().thenAccept(line -> {
                busy.countDown();
                awaitFor(free);
            });
            CompletableFuture<Void> sent =
                    CompletableFuture.runAsync(() -> connection.peer().send("hold\n"));
            awaitFor(busy);
            CompletableFuture<Void> written = connection.channel().write(ANSWER);
            assertFalse(written.isDone());
            free.countDown();
            connection.peer().expectPeer(ANSWER);
            Await.value(written);
            Await.value(holding);
            Await.value(sent);
        }
    }

    @ParameterizedTest
    @EnumSource(WriteMethod.class)
    void arrivesAfterAHeadThatIsStillQueued(WriteMethod way) throws IOException {
        try (Connections connections = way.connections.get();
                Connection connection = connections.open(Role.ACCEPTED)) {
            AsyncChannel channel = connection.channel();
            CompletableFuture<Void> written = channel.readLine()
                    .thenCompose(line -> channel.write("20000000\n"))
                    .thenCompose(head -> channel.write(ANSWER));
            connection.peer().send("all of it\n");
            connection.peer().expectPeer("20000000\n");
            connection.peer().expectPeer(ANSWER);
            Await.value(written);
        }
    }

    @Test
    void aSecondUnawaitedWriteIsRejectedWithoutQueueingAnyOfIt() throws IOException {
        try (Connections connections = new MemoryConnections();
                Connection connection = connections.open(Role.ACCEPTED)) {
            CompletableFuture<Void> first = connection.channel().write(ANSWER);
            Throwable failure = Await.failure(connection.channel().write(new byte[1_000]));
            assertEquals(WriteQueueFullException.class, failure.getClass());
            assertMentions(failure, "1000 bytes", "16777216", "await", "maxQueuedBytes");
            assertEquals(1_000, ((WriteQueueFullException) failure).length());
            connection.peer().expectPeer(ANSWER);
            Await.value(first);
            Await.value(connection.channel().write("usable\n"));
            connection.peer().expectPeer("usable\n");
        }
    }

    @Test
    void anExcessiveWriteIsRejectedWithAHelpfulMessage() {
        ChannelOptions options =
                ChannelOptions.builder().maxQueuedBytes(100_000).build();
        assertEquals(400_000, options.maxWriteBytes());
        Throwable failure = refused(options, 400_001);
        assertMentions(failure, "400001 bytes", "400000", "parts", "maxWriteBytes");
        assertEquals(400_001, ((WriteQueueFullException) failure).length());
        assertMentions(refused(options.toBuilder().maxWriteBytes(200_000).build(), 200_001), "200001 bytes", "200000");
    }

    private static Throwable refused(ChannelOptions options, int length) {
        MemoryLoop loop = new MemoryLoop(WheelTimer.shared());
        MemoryTransport.Pair pair = MemoryTransport.pair(Runnable::run, Runnable::run, 1_000);
        StreamChannel channel = StreamChannel.open(pair.server(), loop, options);
        MemoryPeer peer = new MemoryPeer(pair.client());
        try {
            Throwable fromOutside = Await.failure(channel.write(new byte[length]));
            CompletableFuture<Void> fromInside =
                    channel.readLine().thenCompose(line -> channel.write(new byte[length]));
            peer.send("again\n");
            assertEquals(fromOutside.getMessage(), Await.failure(fromInside).getMessage());
            byte[] most = new byte[options.maxWriteBytes()];
            CompletableFuture<Void> accepted = channel.write(most);
            peer.expectPeer(most);
            Await.value(accepted);
            return fromOutside;
        } finally {
            channel.abort();
            loop.shutdown();
        }
    }

    @Test
    void theWriteLimitDependsOnTheQueueLimitUntilItIsSet() {
        assertEquals(64 * 1024 * 1024, ChannelOptions.defaults().maxWriteBytes());
        ChannelOptions huge =
                ChannelOptions.builder().maxQueuedBytes(Integer.MAX_VALUE).build();
        assertEquals(Integer.MAX_VALUE, huge.maxWriteBytes());
        ChannelOptions.Builder contradicting = ChannelOptions.builder().maxWriteBytes(1_000_000);
        assertThrows(IllegalArgumentException.class, contradicting::build);
        ChannelOptions set = ChannelOptions.builder().maxWriteBytes(100_000_000).build();
        assertEquals(
                100_000_000, set.toBuilder().maxQueuedBytes(100_000).build().maxWriteBytes());
    }

    @Test
    void acceptedBytesAreCopied() throws IOException {
        try (Connections connections = new MemoryConnections();
                Connection connection = connections.open(Role.ACCEPTED)) {
            byte[] reused = ANSWER.clone();
            CompletableFuture<Void> written = connection.channel().write(reused);
            java.util.Arrays.fill(reused, (byte) 0);
            Await.value(CompletableFuture.runAsync(() -> connection.peer().expectPeer(ANSWER)));
            Await.value(written);
            assertArrayEquals(new byte[LARGE], reused);
        }
    }

    private static void assertMentions(Throwable failure, String... words) {
        for (String word : words) {
            assertTrue(String.valueOf(failure.getMessage()).contains(word), word + " in: " + failure.getMessage());
        }
    }

    private static void awaitFor(CountDownLatch latch) {
        Await.until("the other thread has arrived", () -> latch.getCount() == 0);
    }
}
