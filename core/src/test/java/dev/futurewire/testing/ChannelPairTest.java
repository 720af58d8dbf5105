package dev.futurewire.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.ChannelOptions;
import dev.futurewire.CloseReason;
import dev.futurewire.ConnectionHandler;
import dev.futurewire.Futures;
import dev.futurewire.TlsOptions;
import dev.futurewire.TlsSession;
import dev.futurewire.observe.Connections;
import dev.futurewire.support.Await;
import dev.futurewire.support.TestTls;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** {@link ChannelPair}: a connection in memory in real time. */
class ChannelPairTest {
    @Test
    void bytesGoBothWays() {
        try (ChannelPair pair = ChannelPair.open()) {
            pair.client().write("to the server\n");
            pair.server().write("to the client\n");
            assertEquals("to the server", Await.value(pair.server().readLine()));
            assertEquals("to the client", Await.value(pair.client().readLine()));
            pair.client().shutdownOutput();
            assertEquals(null, Await.value(pair.server().readLine()));
            assertFalse(Connections.open().contains(pair.client()));
        }
    }

    @Test
    void blockingHandlersRun() throws Exception {
        ConnectionHandler handler = ConnectionHandler.blocking(channel -> {
            String line = Futures.await(channel.readLine());
            Futures.await(channel.write("hello " + line + "\n"));
        });
        try (ChannelPair pair = ChannelPair.open()) {
            CompletableFuture<?> end = handler.handle(pair.server()).toCompletableFuture();
            pair.client().write("Ada\n");
            assertEquals("hello Ada", Await.value(pair.client().readLine()));
            Await.value(end);
        }
    }

    @Test
    void closeAbortsBothEnds() {
        ChannelPair pair = ChannelPair.open();
        CompletableFuture<String> line = pair.client().readLine();
        pair.close();
        pair.close();
        assertTrue(Await.failure(line) instanceof java.io.IOException);
        assertEquals(CloseReason.ABORTED, Await.value(pair.client().closed()));
        Await.value(pair.server().closed());
    }

    @Test
    void tlsBeginsOnRequest() throws Exception {
        TlsOptions server = TestTls.server("TLSv1.3").build();
        TlsOptions client = TestTls.client("TLSv1.3").build();
        try (ChannelPair pair = ChannelPair.open()) {
            CompletableFuture<TlsSession> accepted = pair.server().startTls(server);
            CompletableFuture<TlsSession> connected = pair.client().startTls(client);
            assertEquals("TLSv1.3", Await.value(connected).protocol());
            Await.value(accepted);
            pair.client().write("secret\n");
            assertEquals("secret", Await.value(pair.server().readLine()));
        }
        ChannelOptions options = ChannelOptions.builder().tls(client).build();
        assertThrows(IllegalArgumentException.class, () -> ChannelPair.open(options, ChannelOptions.defaults()));
    }
}
