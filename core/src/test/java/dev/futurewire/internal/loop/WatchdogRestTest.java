package dev.futurewire.internal.loop;

import dev.futurewire.testing.Await;
import dev.futurewire.testing.EchoOrBlock;
import dev.futurewire.testing.LoopbackServer;
import dev.futurewire.testing.TcpPeer;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** An idle program is left asleep, and a call that blocks its loop then is found out all the same. */
final class WatchdogRestTest {
    private static final int ROUNDS = 5;

    @Test
    void restsWhileNothingHappensAndIsWokenByTheNextCall() throws IOException {
        EchoOrBlock handler = new EchoOrBlock();
        try (LoopbackServer server = LoopbackServer.with(handler);
                TcpPeer blocker = server.connect();
                TcpPeer other = server.connect()) {
            for (int round = 0; round < ROUNDS; round++) {
                CompletableFuture<Void> held = handler.hold();
                Await.until("it rests", () -> LoopThread.watchdogAsleep);
                blocker.send("block\n");
                // Served by the thread that the watchdog has put in the blocked one's place.
                other.send("hello\n");
                other.expectPeer("hello\n");
                held.complete(null);
                blocker.expectPeer("block\n");
            }
        }
    }
}
