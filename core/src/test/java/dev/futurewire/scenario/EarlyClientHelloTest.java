package dev.futurewire.scenario;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.futurewire.AsyncChannel;
import dev.futurewire.ChannelOptions;
import dev.futurewire.ConnectionHandler;
import dev.futurewire.ServerOptions;
import dev.futurewire.TlsOptions;
import dev.futurewire.TlsSession;
import dev.futurewire.internal.channel.ChannelOwner;
import dev.futurewire.internal.channel.StreamChannel;
import dev.futurewire.internal.loop.MemoryLoop;
import dev.futurewire.internal.time.WheelTimer;
import dev.futurewire.internal.transport.MemoryTransport;
import dev.futurewire.support.Await;
import dev.futurewire.support.LoopbackServer;
import dev.futurewire.support.MemoryPeer;
import dev.futurewire.support.RawTlsClient;
import dev.futurewire.support.TestTls;
import java.io.IOException;
import java.net.Socket;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A ClientHello that has arrived, whole or in part, before another thread starts TLS is part of the handshake. */
final class EarlyClientHelloTest {
    /** Rounds of the race. */
    private static final int ROUNDS = Integer.getInteger("futurewire.rounds", 150);

    private static final TlsOptions SERVER = TestTls.build(TestTls.server("TLSv1.3", "TLSv1.2"));

    private static TlsOptions client(String protocol) {
        return TestTls.build(TestTls.client(protocol).serverName("localhost"));
    }

    private static RawTlsClient client(LoopbackServer server, String protocol) throws IOException {
        Socket socket = new Socket("127.0.0.1", server.server().localAddress().getPort());
        return new RawTlsClient(socket, client(protocol));
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.3,false", "TLSv1.3,true", "TLSv1.2,false", "TLSv1.2,true"})
    void aClientHelloThatWasReadAheadIsAnswered(String protocol, boolean sharedReadBuffer) throws IOException {
        CompletableFuture<AsyncChannel> accepted = new CompletableFuture<>();
        ServerOptions options = ServerOptions.builder()
                .loops(1)
                .sharedReadBuffer(sharedReadBuffer)
                .build();
        try (LoopbackServer server = LoopbackServer.with(options, channel -> {
                    accepted.complete(channel);
                    return channel.closed();
                });
                RawTlsClient client = client(server, protocol)) {
            byte[] hello = client.flight();
            client.send(hello);
            AsyncChannel channel = Await.value(accepted);
            Await.until("the input has arrived", () -> channel.snapshot().bytesIn() == hello.length);
            CompletableFuture<TlsSession> handshake = channel.startTls(SERVER);
            client.handshake();
            assertEquals(protocol, Await.value(handshake).protocol());
            client.send(client.sealed("secret\n"));
            assertEquals("secret", Await.value(channel.readLine()));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 100})
    void theRestOfAClientHelloMayArriveLater(int early) throws IOException {
        CompletableFuture<AsyncChannel> accepted = new CompletableFuture<>();
        try (LoopbackServer server = LoopbackServer.with(channel -> {
                    accepted.complete(channel);
                    return channel.closed();
                });
                RawTlsClient client = client(server, "TLSv1.3")) {
            byte[] hello = client.flight();
            client.send(Arrays.copyOf(hello, early));
            AsyncChannel channel = Await.value(accepted);
            Await.until("the input has arrived", () -> channel.snapshot().bytesIn() == early);
            CompletableFuture<TlsSession> handshake = channel.startTls(SERVER);
            client.send(Arrays.copyOfRange(hello, early, hello.length));
            client.handshake();
            Await.value(handshake);
        }
    }

    @Test
    void aClientHelloThatWasReadAheadInMemoryIsAnswered() throws IOException {
        MemoryLoop loop = new MemoryLoop(WheelTimer.shared());
        MemoryTransport.Pair pair = MemoryTransport.pair(Runnable::run, Runnable::run, 64 * 1024);
        StreamChannel channel =
                StreamChannel.open(pair.server(), loop, ChannelOptions.defaults(), ChannelOwner.NONE, null);
        StreamChannel peer =
                StreamChannel.open(pair.client(), loop, ChannelOptions.defaults(), ChannelOwner.NONE, null);
        CompletableFuture<TlsSession> theirs = peer.startTls(client("TLSv1.3"), false, peer.remoteAddress());
        Await.until("the input has arrived", () -> channel.bytesIn() > 0);
        CompletableFuture<TlsSession> ours = channel.startTls(SERVER, true, channel.remoteAddress());
        Await.value(ours);
        Await.value(theirs);
        peer.write("secret\n");
        assertEquals("secret", Await.value(channel.readLine()));
        channel.abort();
        peer.abort();
        loop.shutdown();
    }

    /** An end of the stream fails the handshake at once, not at its timeout. */
    @Test
    void anEndOfStreamWithinTheClientHelloFailsTheHandshake() throws IOException {
        MemoryLoop loop = new MemoryLoop(WheelTimer.shared());
        MemoryTransport.Pair pair = MemoryTransport.pair(Runnable::run, Runnable::run, 64 * 1024);
        MemoryPeer peer = new MemoryPeer(pair.client());
        StreamChannel channel =
                StreamChannel.open(pair.server(), loop, ChannelOptions.defaults(), ChannelOwner.NONE, null);
        peer.send(new byte[] {22, 3, 1});
        Await.until("the input has arrived", () -> channel.bytesIn() == 3);
        CompletableFuture<TlsSession> handshake = channel.startTls(SERVER, true, channel.remoteAddress());
        peer.eof();
        Await.failure(handshake);
        channel.abort();
        loop.shutdown();
    }

    @Test
    void aBlockingHandlerStartsTlsWhileTheClientHelloArrives() throws IOException {
        LinkedBlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();
        ConnectionHandler handler = ConnectionHandler.blocking(channel -> {
            try {
                channel.readLine().get();
                channel.write("go\n").get();
                channel.flush().get();
                channel.startTls(SERVER).get();
                // The client may be gone before the future of the write completes.
                channel.write(channel.readLine().get() + "\n");
            } catch (Exception failure) {
                failures.add(failure);
            }
        });
        try (LoopbackServer server = LoopbackServer.with(handler)) {
            for (int round = 0; round < ROUNDS; round++) {
                Socket socket =
                        new Socket("127.0.0.1", server.server().localAddress().getPort());
                try (RawTlsClient client = new RawTlsClient(socket, client("TLSv1.3"))) {
                    byte[] hello = client.flight();
                    socket.getOutputStream().write("STARTTLS\n".getBytes(US_ASCII));
                    assertEquals("go\n", new String(socket.getInputStream().readNBytes(3), US_ASCII));
                    for (int i = 0; i < round * 37 % 5_000; i++) {
                        Thread.onSpinWait();
                    }
                    client.send(hello);
                    client.handshake();
                    client.send(client.sealed("round " + round + "\n"));
                    client.expect("round " + round + "\n");
                }
            }
        }
        assertEquals(0, failures.size(), () -> "failed: " + failures.peek());
    }
}
