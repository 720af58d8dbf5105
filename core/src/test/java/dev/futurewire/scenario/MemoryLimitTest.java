package dev.futurewire.scenario;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.AsyncChannel;
import dev.futurewire.ChannelOptions;
import dev.futurewire.CloseReason;
import dev.futurewire.Futures;
import dev.futurewire.ServerOptions;
import dev.futurewire.internal.time.ManualTimer;
import dev.futurewire.observe.ServerSnapshot;
import dev.futurewire.support.Await;
import dev.futurewire.support.LoopbackServer;
import dev.futurewire.support.TestTls;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Peers whose incomplete lines and unread responses would need more memory than a server may use for buffers. */
@Tag("alone") // a server closes clients that it takes for stalled
final class MemoryLimitTest {
    private static final long LIMIT = 1024 * 1024;
    private static final int GREEDY = 60;
    private static final int LITTLE = 4096;

    /** The transport of the lines. */
    enum Carrier {
        TCP,
        SHARED_READ_BUFFER,
        TLS;

        ServerOptions.Builder options() {
            ServerOptions.Builder options = ServerOptions.builder()
                    .loops(2)
                    .maxBufferedBytes(LIMIT)
                    .sharedReadBuffer(this == SHARED_READ_BUFFER);
            if (this == TLS) {
                options.tls(TestTls.build(TestTls.server("TLSv1.3")));
            }
            return options;
        }

        Socket connect(LoopbackServer server) throws IOException {
            return connect(server, 0);
        }

        /** A client with a receive buffer of this size; 0 for the default. */
        Socket connect(LoopbackServer server, int receiveBuffer) throws IOException {
            Socket plain = plain(server, receiveBuffer);
            return this == TLS ? secure(plain) : plain;
        }

        /** The length of the lines of a well-behaved client: TLS records need whole buffers themselves. */
        int longest() {
            return this == TLS ? 1_000 : 60_000;
        }

        private static Socket plain(LoopbackServer server, int receiveBuffer) throws IOException {
            Socket socket = new Socket();
            if (receiveBuffer > 0) {
                socket.setReceiveBufferSize(receiveBuffer);
            }
            socket.setSoTimeout((int) Await.PATIENCE.toMillis() * 3);
            socket.connect(server.server().localAddress());
            return socket;
        }

        private static Socket secure(Socket plain) throws IOException {
            return TestTls.build(TestTls.client("TLSv1.3"))
                    .sslContext()
                    .getSocketFactory()
                    .createSocket(plain, "localhost", plain.getPort(), true);
        }
    }

    private static CompletableFuture<Void> echo(AsyncChannel channel) {
        return Futures.repeatWhile(() -> channel.readLineBytes()
                .thenCompose(line -> line == null
                        ? CompletableFuture.completedFuture(false)
                        : channel.write(withEnd(line)).thenApply(done -> true)));
    }

    private static byte[] withEnd(byte[] line) {
        byte[] whole = Arrays.copyOf(line, line.length + 1);
        whole[line.length] = '\n';
        return whole;
    }

    private static long closed(LoopbackServer server, CloseReason reason) {
        return server.server().snapshot().closed().get(reason);
    }

    @ParameterizedTest
    @EnumSource
    void peersThatDoNotCompleteTheirLinesAreClosedAndOthersServed(Carrier carrier) throws Exception {
        try (LoopbackServer server = LoopbackServer.with(carrier.options().build(), MemoryLimitTest::echo);
                Sockets greedy = new Sockets();
                Socket good = carrier.connect(server)) {
            exchange(good, 100);
            for (int i = 0; i < GREEDY; i++) {
                greedy.begin(carrier, server, new byte[60_000]);
            }
            exchange(good, carrier.longest());
            Await.until("some are closed", () -> closed(server, CloseReason.MEMORY_LIMIT) > 0);
            for (int i = 0; i < 20; i++) {
                exchange(good, carrier.longest());
            }
            ServerSnapshot now = server.server().snapshot();
            assertEquals(LIMIT, now.maxBuffered());
            assertEquals(
                    1,
                    server.server().connections().stream()
                            .filter(each -> each.remoteAddress().equals(good.getLocalSocketAddress()))
                            .count());
            greedy.leave();
            Await.until(
                    "the buffers are released", () -> server.server().snapshot().open() == 1);
            exchange(good, 10);
            Await.until(
                    "the count is adjusted", () -> server.server().snapshot().buffered() <= 128 * 1024);
        }
    }

    /** A connection that is not read for lack of memory does not notice the end of the stream. */
    @ParameterizedTest
    @EnumSource
    void peersThatDisconnectWhileNotBeingReadReleaseTheirMemory(Carrier carrier) throws Exception {
        try (LoopbackServer server = LoopbackServer.with(carrier.options().build(), MemoryLimitTest::echo);
                Sockets greedy = new Sockets()) {
            for (int i = 0; i < GREEDY; i++) {
                greedy.begin(carrier, server, new byte[60_000]);
            }
            Await.until("memory is tight", () -> server.server().snapshot().buffered() >= LIMIT / 2);
            greedy.leave();
            Await.until("all have ended", () -> server.server().snapshot().open() == 0);
            Await.until("nothing is held", () -> server.server().snapshot().buffered() == 0);
            try (Socket good = carrier.connect(server)) {
                exchange(good, carrier.longest());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void peersThatDoNotReadResponsesAreClosedAndOthersServed(Carrier carrier) throws Exception {
        byte[] lines = "0123456789abcdef\n"
                .repeat(carrier == Carrier.TLS ? 20_000 : 200_000)
                .getBytes(StandardCharsets.US_ASCII);
        try (LoopbackServer server = LoopbackServer.with(carrier.options().build(), MemoryLimitTest::echo);
                Sockets greedy = new Sockets();
                Socket good = carrier.connect(server)) {
            for (int i = 0; i < GREEDY; i++) {
                greedy.begin(carrier, server, lines);
            }
            exchange(good, carrier.longest());
            for (int i = 0; i < 20; i++) {
                exchange(good, carrier.longest());
            }
        }
    }

    /** In virtual time, which stands still: a client whose thread has to wait for a processor does not count as stalled. */
    @Test
    void echoesManyLongLinesAtOnce() throws Exception {
        ServerOptions options = Carrier.TCP.options().build();
        try (LoopbackServer server = LoopbackServer.inVirtualTime(new ManualTimer(), options, MemoryLimitTest::echo);
                Sockets clients = new Sockets()) {
            List<CompletableFuture<Void>> all = new ArrayList<>();
            for (int i = 0; i < GREEDY; i++) {
                Socket client = clients.add(Carrier.TCP.connect(server));
                all.add(CompletableFuture.runAsync(
                        () -> {
                            for (int round = 0; round < 10; round++) {
                                exchange(client, 50_000);
                            }
                        },
                        MemoryLimitTest::daemon));
            }
            for (CompletableFuture<Void> each : all) {
                Await.value(each, Await.PATIENCE.multipliedBy(6));
            }
            assertEquals(0, closed(server, CloseReason.MEMORY_LIMIT));
        }
    }

    @Test
    void aReadThatNeedsMoreThanTheLimitClosesOnlyItsConnection() throws Exception {
        ServerOptions options = ServerOptions.builder()
                .loops(1)
                .maxBufferedBytes(LIMIT)
                .channel(ChannelOptions.builder()
                        .maxFrameLength(16 * 1024 * 1024)
                        .build())
                .build();
        try (LoopbackServer server = LoopbackServer.with(
                        options,
                        channel -> channel.readLine()
                                .thenCompose(first -> "all".equals(first)
                                        ? channel.readAll(16 * 1024 * 1024).thenAccept(all -> {})
                                        : channel.write(first + "\n").thenCompose(done -> echo(channel))));
                Sockets greedy = new Sockets();
                Socket good = Carrier.TCP.connect(server)) {
            byte[] much = new byte[8 * 1024 * 1024];
            System.arraycopy("all\n".getBytes(StandardCharsets.US_ASCII), 0, much, 0, 4);
            greedy.begin(Carrier.TCP, server, much);
            Await.until("it is closed", () -> closed(server, CloseReason.MEMORY_LIMIT) == 1);
            exchange(good, 1_000);
        }
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "client");
        thread.setDaemon(true);
        thread.start();
    }

    /** Sends a line of this length, and expects the same line back. */
    private static void exchange(Socket socket, int length) {
        byte[] line = new byte[length + 1];
        new Random(length).nextBytes(line);
        for (int i = 0; i < length; i++) {
            line[i] = (byte) ('a' + (line[i] & 15));
        }
        line[length] = '\n';
        try {
            CompletableFuture<Void> sent =
                    CompletableFuture.runAsync(() -> write(socket, line), MemoryLimitTest::daemon);
            assertArrayEquals(line, read(socket.getInputStream(), line.length));
            Await.value(sent);
        } catch (IOException broken) {
            throw new AssertionError("a well-behaved client was disconnected", broken);
        }
    }

    private static void write(Socket socket, byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        } catch (IOException closed) {
            // The reader fails as well.
        }
    }

    private static byte[] read(InputStream in, int length) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        while (all.size() < length) {
            byte[] some = in.readNBytes(Math.min(4096, length - all.size()));
            assertTrue(some.length > 0, () -> "the end after " + all.size() + " of " + length + " bytes");
            all.writeBytes(some);
        }
        return all.toByteArray();
    }

    /** Sockets that only send. */
    private static final class Sockets implements AutoCloseable {
        private final List<Socket> sockets = new ArrayList<>();

        Socket add(Socket socket) {
            sockets.add(socket);
            return socket;
        }

        void begin(Carrier carrier, LoopbackServer server, byte[] bytes) throws IOException {
            Socket socket = carrier.connect(server, LITTLE);
            sockets.add(socket);
            daemon(() -> write(socket, bytes));
        }

        @Override
        public void close() throws IOException {
            leave();
        }

        void leave() throws IOException {
            for (Socket each : sockets) {
                each.close();
            }
        }
    }
}
