package dev.futurewire.internal.loop;

import dev.futurewire.support.Await;
import dev.futurewire.support.EchoOrBlock;
import dev.futurewire.support.LoopbackServer;
import dev.futurewire.support.TcpPeer;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The watchdog sleeps while the program is idle, and still detects the next call that blocks a loop. */
final class IdleWatchdogTest {
    private static final int ROUNDS = 5;

    @Test
    void sleepsWhileIdleAndIsWokenByTheNextCall() throws IOException {
        EchoOrBlock handler = new EchoOrBlock();
        try (LoopbackServer server = LoopbackServer.with(handler);
                TcpPeer blocker = server.connect();
                TcpPeer other = server.connect()) {
            for (int round = 0; round < ROUNDS; round++) {
                CompletableFuture<Void> held = handler.hold();
                Await.until("the watchdog sleeps", () -> LoopThread.watchdogAsleep);
                blocker.send("block\n");
                // Served by the thread with which the watchdog has replaced the blocked one.
                other.send("hello\n");
                other.expectPeer("hello\n");
                held.complete(null);
                blocker.expectPeer("block\n");
            }
        }
    }
}
