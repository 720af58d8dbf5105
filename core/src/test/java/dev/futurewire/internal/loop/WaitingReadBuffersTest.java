package dev.futurewire.internal.loop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.AsyncChannel;
import dev.futurewire.ChannelOptions;
import dev.futurewire.internal.channel.StreamChannel;
import dev.futurewire.internal.transport.SocketTransport;
import dev.futurewire.support.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Connections of a loop take the buffers of their waiting reads from its pool, and return them however they end. */
final class WaitingReadBuffersTest {
    private static final int CONNECTIONS = BufferPool.BUFFERS_PER_SLAB + 10;

    private final List<Socket> peers = new ArrayList<>();
    private final List<StreamChannel> channels = new ArrayList<>();
    private GroupLoop loop;

    @BeforeEach
    void connect() throws Exception {
        loop = GroupLoop.start(true, 1);
        try (ServerSocket listener = new ServerSocket(0, CONNECTIONS, InetAddress.getLoopbackAddress())) {
            for (int i = 0; i < CONNECTIONS; i++) {
                AsynchronousSocketChannel socket = AsynchronousSocketChannel.open(loop.group());
                socket.connect(listener.getLocalSocketAddress()).get(10, TimeUnit.SECONDS);
                peers.add(listener.accept());
                channels.add(
                        StreamChannel.open(new SocketTransport(socket, loop.reads()), loop, ChannelOptions.defaults()));
            }
        }
        awaitKept(2 * BufferPool.BUFFERS_PER_SLAB - CONNECTIONS);
    }

    @AfterEach
    void end() throws IOException {
        for (Socket peer : peers) {
            peer.close();
        }
        channels.forEach(AsyncChannel::abort);
        loop.shutdown();
    }

    @Test
    void areReturnedAtTheEndOfTheStream() throws IOException {
        for (Socket peer : peers) {
            peer.close();
        }
        channels.forEach(AsyncChannel::close);
        awaitKept(2 * BufferPool.BUFFERS_PER_SLAB);
    }

    @Test
    void areReturnedByAbort() {
        channels.forEach(AsyncChannel::abort);
        awaitKept(2 * BufferPool.BUFFERS_PER_SLAB);
    }

    @Test
    void areReturnedAfterALongLine() throws IOException {
        byte[] line = ("x".repeat(1000) + "\n").getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < CONNECTIONS; i++) {
            peers.get(i).getOutputStream().write(line);
            String read = Objects.requireNonNull(Await.value(channels.get(i).readLine()));
            assertEquals(1000, read.length());
        }
        awaitKept(2 * BufferPool.BUFFERS_PER_SLAB);
    }

    @Test
    void areReturnedAfterEachLine() throws IOException {
        channels.forEach(channel -> channel.forEachLine(line -> channel.write(line + "\n")));
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < CONNECTIONS; i++) {
                byte[] line = ("line " + i + "\n").getBytes(StandardCharsets.US_ASCII);
                peers.get(i).getOutputStream().write(line);
                assertArrayEquals(line, peers.get(i).getInputStream().readNBytes(line.length));
            }
        }
        awaitKept(2 * BufferPool.BUFFERS_PER_SLAB - CONNECTIONS);
        assertTrue(small() > 0);
    }

    private void awaitKept(int count) {
        Await.until(count + " waiting buffers are kept", () -> onLoop().waiting() == count);
    }

    private int small() {
        return onLoop().small();
    }

    private record Kept(int waiting, int small) {}

    private Kept onLoop() {
        CompletableFuture<Kept> kept = new CompletableFuture<>();
        loop.submit(() -> {
            BufferPool pool = Objects.requireNonNull(LoopThread.current()).buffers();
            kept.complete(new Kept(pool.waiting(), pool.small()));
        });
        return Await.value(kept);
    }
}
