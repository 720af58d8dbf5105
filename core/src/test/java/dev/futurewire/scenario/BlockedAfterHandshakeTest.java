package dev.futurewire.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.futurewire.AsyncChannel;
import dev.futurewire.CloseReason;
import dev.futurewire.ServerOptions;
import dev.futurewire.observe.ConnectionListener;
import dev.futurewire.observe.Warning;
import dev.futurewire.support.Await;
import dev.futurewire.support.LoopbackServer;
import dev.futurewire.support.RawTlsClient;
import dev.futurewire.support.TestTls;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import org.junit.jupiter.api.Test;

/**
 * A client sends a line along with the last records of its handshake, so both are found in one go, and the handler blocks
 * when the handshake is reported. The loop goes on with another thread, and the line is not lost.
 */
final class BlockedAfterHandshakeTest {
    @Test
    void aLineThatCameWithTheHandshakeIsDelivered() throws IOException {
        CountDownLatch blocked = new CountDownLatch(1);
        CompletableFuture<String> received = new CompletableFuture<>();
        ServerOptions options = ServerOptions.builder()
                .loops(1)
                .tls(TestTls.build(TestTls.server("TLSv1.3")))
                .listener(new ConnectionListener() {
                    @Override
                    public void warning(Warning warning) {
                        blocked.countDown();
                    }

                    @Override
                    public void closed(AsyncChannel channel, CloseReason reason) {
                        received.completeExceptionally(new AssertionError("closed: " + reason));
                    }
                })
                .build();
        try (LoopbackServer server = LoopbackServer.with(options, channel -> {
                    CompletableFuture<String> line = channel.readLine();
                    Await.until("another thread has taken over the loop", () -> blocked.getCount() == 0);
                    return line.thenAccept(received::complete);
                });
                RawTlsClient client = RawTlsClient.connect(
                        server.server().localAddress().getPort(),
                        TestTls.build(TestTls.client("TLSv1.3").serverName("localhost")))) {
            ByteArrayOutputStream last = new ByteArrayOutputStream();
            while (client.engine().getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING) {
                last.writeBytes(client.flight());
                if (client.engine().getHandshakeStatus() == HandshakeStatus.NEED_UNWRAP) {
                    client.send(last.toByteArray());
                    last.reset();
                    client.receive();
                }
            }
            last.writeBytes(client.sealed("with the handshake\n"));
            client.send(last.toByteArray());
            assertEquals("with the handshake", Await.value(received));
        }
    }
}
