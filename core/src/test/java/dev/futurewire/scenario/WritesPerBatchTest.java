package dev.futurewire.scenario;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.AsyncChannel;
import dev.futurewire.ServerOptions;
import dev.futurewire.internal.time.WheelTimer;
import dev.futurewire.observe.ConnectionListener;
import dev.futurewire.support.Await;
import dev.futurewire.support.Connection;
import dev.futurewire.support.CountingTransport;
import dev.futurewire.support.LoopbackServer;
import dev.futurewire.support.MemoryConnections;
import dev.futurewire.support.Role;
import dev.futurewire.support.TcpPeer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A burst of pipelined lines is answered in batches, not line by line, even if reads complete within their call. */
final class WritesPerBatchTest {
    private static final int LINES = 4_000;
    private static final String BURST = "pipelined line\n".repeat(LINES);

    static Stream<Named<Function<AsyncChannel, CompletableFuture<?>>>> conversations() {
        return Stream.of(
                Named.of("repeatWhile", EchoLoop::repeating),
                Named.of("recursion", EchoLoop::recursive),
                Named.of("forEachLine", channel -> channel.forEachLine(line -> channel.write(line + "\n"))),
                Named.of(
                        "forEachLine, not awaited",
                        channel -> channel.forEachLine(line -> {
                            channel.write(line + "\n");
                            return CompletableFuture.completedFuture(null);
                        })));
    }

    @ParameterizedTest
    @MethodSource("conversations")
    void inMemory(Function<AsyncChannel, CompletableFuture<?>> conversation) throws IOException {
        AtomicReference<CountingTransport> counting = new AtomicReference<>();
        try (MemoryConnections connections = new MemoryConnections(WheelTimer.shared(), wire -> {
                    counting.set(new CountingTransport(wire));
                    return counting.get();
                });
                Connection connection = connections.open(Role.ACCEPTED)) {
            CompletableFuture<?> end = conversation.apply(connection.channel());
            connection.peer().send(BURST);
            connection.peer().eof();
            connection.peer().expectPeer(BURST);
            Await.value(end);
            int reads = counting.get().reads();
            int writes = counting.get().writes();
            // One per read, and one more if the pipe was full in between.
            assertTrue(writes <= 2 * reads + 2, writes + " writes for " + reads + " reads");
            assertTrue(writes < LINES / 50, writes + " writes for " + LINES + " lines");
        }
    }

    @ParameterizedTest
    @MethodSource("conversations")
    void onSockets(Function<AsyncChannel, CompletableFuture<?>> conversation) throws IOException {
        Transfers transfers = new Transfers();
        ServerOptions options =
                ServerOptions.builder().loops(1).listener(transfers).build();
        try (LoopbackServer server = LoopbackServer.with(options, conversation::apply);
                TcpPeer client = server.connect()) {
            client.send(BURST);
            client.eof();
            client.expectPeer(BURST);
            client.expectPeerEof();
            int writes = transfers.writes.get();
            assertTrue(
                    writes <= 2 * transfers.reads.get() + 2, () -> writes + " writes, " + transfers.reads + " reads");
            assertTrue(writes < LINES / 50, writes + " writes for " + LINES + " lines");
        }
    }

    /** Counts the reads and writes of the operating system. */
    private static final class Transfers implements ConnectionListener {
        final AtomicInteger reads = new AtomicInteger();
        final AtomicInteger writes = new AtomicInteger();

        @Override
        public void read(AsyncChannel channel, ByteBuffer bytes) {
            reads.incrementAndGet();
        }

        @Override
        public void written(AsyncChannel channel, ByteBuffer bytes) {
            writes.incrementAndGet();
        }
    }
}
