package dev.futurewire.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.futurewire.CloseReason;
import dev.futurewire.support.Await;
import dev.futurewire.support.LoopbackServer;
import dev.futurewire.support.TcpPeer;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** Output written before the close is delivered although input is unread: no reset discards it. */
final class FinalOutputDeliveryTest {
    private static final byte[] UNREAD = "unread ".repeat(40_000).getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    @RepeatedTest(5)
    void arrivesWhenTheHandlerEnds() throws IOException {
        CompletableFuture<CloseReason> reason = new CompletableFuture<>();
        try (LoopbackServer server = LoopbackServer.with(channel -> {
                    channel.closed().thenAccept(reason::complete);
                    return channel.readLine().thenCompose(line -> channel.write("BYE\n"));
                });
                TcpPeer client = server.connect()) {
            client.send("hello\n");
            client.send(UNREAD);
            client.expectPeer("BYE\n");
            client.expectPeerEof();
            client.peerClose();
            assertEquals(CloseReason.HANDLER_DONE, Await.value(reason));
        }
    }

    @Test
    void arrivesAfterClose() throws IOException {
        try (LoopbackServer server =
                        LoopbackServer.with(channel -> channel.readLine().thenCompose(line -> {
                            channel.write("BYE\n");
                            return channel.close();
                        }));
                TcpPeer client = server.connect()) {
            client.send("hello\n");
            client.send(UNREAD);
            client.expectPeer("BYE\n");
            client.expectPeerEof();
        }
    }

    @Test
    void arrivesWhenTheHandlerFails() throws IOException {
        try (LoopbackServer server =
                        LoopbackServer.with(channel -> channel.readLine().thenCompose(line -> {
                            channel.write("ERROR\n");
                            return CompletableFuture.failedFuture(new IllegalStateException("bad line"));
                        }));
                TcpPeer client = server.connect()) {
            client.send("hello\n");
            client.send(UNREAD);
            client.expectPeer("ERROR\n");
            client.expectPeerEof();
        }
    }
}
