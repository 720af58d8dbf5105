package dev.futurewire.internal.loop;

import dev.futurewire.AsyncChannel;
import dev.futurewire.Futures;
import dev.futurewire.testing.Await;
import dev.futurewire.testing.LoopbackServer;
import dev.futurewire.testing.TcpPeer;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** An idle program is left asleep, and a call that blocks its loop then is found out all the same. */
final class WatchdogRestTest {
    private static final int ROUNDS = 5;

    private final AtomicReference<CompletableFuture<Void>> release = new AtomicReference<>(new CompletableFuture<>());

    @Test
    void restsWhileNothingHappensAndIsWokenByTheNextCall() throws IOException {
        try (LoopbackServer server = LoopbackServer.with(channel -> Futures.repeatWhile(() -> echoOrBlock(channel)));
                TcpPeer blocker = server.connect();
                TcpPeer other = server.connect()) {
            for (int round = 0; round < ROUNDS; round++) {
                CompletableFuture<Void> held = new CompletableFuture<>();
                release.set(held);
                Await.until("it rests", () -> LoopThread.unwatched);
                blocker.send("block\n");
                // Served by the thread that the watchdog has put in the blocked one's place.
                other.send("hello\n");
                other.expectPeer("hello\n");
                held.complete(null);
                blocker.expectPeer("block\n");
            }
        }
    }

    private CompletableFuture<Boolean> echoOrBlock(AsyncChannel channel) {
        return channel.readLine().thenCompose(line -> {
            if (line == null) {
                return CompletableFuture.completedFuture(false);
            }
            if (line.equals("block")) {
                Await.value(release.get());
            }
            return channel.write(line + "\n").thenApply(done -> true);
        });
    }
}
