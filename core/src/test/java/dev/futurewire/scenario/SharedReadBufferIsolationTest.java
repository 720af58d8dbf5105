package dev.futurewire.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.futurewire.AsyncChannel;
import dev.futurewire.ServerOptions;
import dev.futurewire.observe.ConnectionListener;
import dev.futurewire.support.Await;
import dev.futurewire.support.EchoOrBlock;
import dev.futurewire.support.LoopbackServer;
import dev.futurewire.support.TcpPeer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Connections that share a read buffer: each gets its own bytes, independent of the others and their handlers. */
final class SharedReadBufferIsolationTest {
    private static final int CLIENTS = 40;
    private static final int ROUNDS = 50;

    private static final ServerOptions OPTIONS =
            ServerOptions.builder().loops(1).sharedReadBuffer(true).build();

    @Test
    void everyConnectionGetsItsOwnBytes() throws IOException {
        Random random = new Random(25);
        List<TcpPeer> clients = new ArrayList<>();
        try (LoopbackServer server = LoopbackServer.with(OPTIONS, EchoLoop::repeating)) {
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(server.connect());
            }
            for (int round = 0; round < ROUNDS; round++) {
                List<String> texts = new ArrayList<>();
                for (int i = 0; i < CLIENTS; i++) {
                    // From a short line to nearly the size of the buffer, in chunks.
                    String line = (i + "." + round + ".").repeat(1 + random.nextInt(round % 10 == 0 ? 10_000 : 20));
                    int half = random.nextInt(line.length());
                    clients.get(i).send(line.substring(0, half));
                    texts.add(line.substring(half) + "\n" + line + "\n");
                }
                for (int i = 0; i < CLIENTS; i++) {
                    clients.get(i).send(texts.get(i));
                }
                for (int i = 0; i < CLIENTS; i++) {
                    String text = texts.get(i);
                    String line = text.substring(text.indexOf('\n') + 1);
                    clients.get(i).expectPeer(line + line);
                }
            }
            for (TcpPeer client : clients) {
                client.close();
            }
        }
    }

    @Test
    void aThreadThatReturnsFromABlockedHandlerAffectsNoOtherConnection() throws IOException {
        EchoOrBlock handler = new EchoOrBlock();
        try (LoopbackServer server = LoopbackServer.with(OPTIONS, handler);
                TcpPeer blocker = server.connect();
                TcpPeer other = server.connect()) {
            for (int round = 0; round < 10; round++) {
                CompletableFuture<Void> held = handler.hold();
                blocker.send("block\n");
                for (int i = 0; i < 100; i++) {
                    other.send("hello " + i + "\n");
                    if (i == 50) {
                        held.complete(null);
                    }
                    other.expectPeer("hello " + i + "\n");
                }
                blocker.expectPeer("block\n");
            }
        }
    }

    @Test
    void aShortReadDoesNotShortenTheBuffer() throws IOException {
        List<Integer> reads = new CopyOnWriteArrayList<>();
        ServerOptions listening = OPTIONS.toBuilder()
                .listener(new ConnectionListener() {
                    @Override
                    public void read(AsyncChannel channel, ByteBuffer bytes) {
                        reads.add(bytes.remaining());
                    }
                })
                .build();
        try (LoopbackServer server = LoopbackServer.with(listening, EchoLoop::repeating);
                TcpPeer client = server.connect()) {
            for (String line : List.of("a\n", "a line of thirty bytes or so...\n")) {
                client.send(line);
                client.expectPeer(line);
            }
        }
        assertEquals(List.of(2, 32), reads, "read so many bytes at a time");
    }

    @Test
    void readAheadIsLimitedForAConnectionThatIsNotRead() throws IOException {
        AtomicReference<AsyncChannel> channel = new AtomicReference<>();
        CompletableFuture<Void> end = new CompletableFuture<>();
        try (LoopbackServer server = LoopbackServer.with(OPTIONS, accepted -> {
                    channel.set(accepted);
                    return end;
                });
                TcpPeer client = server.connect()) {
            client.send("x".repeat(100_000) + "\n");
            Await.until(
                    "as much is held as is read ahead",
                    () -> channel.get() != null && channel.get().snapshot().bytesIn() >= 64 * 1024);
            assertEquals(100_000, Await.value(channel.get().readExactly(100_000)).length);
            end.complete(null);
        }
    }
}
