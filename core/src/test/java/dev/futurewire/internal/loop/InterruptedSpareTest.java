package dev.futurewire.internal.loop;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.support.Await;
import dev.futurewire.support.LoopbackServer;
import dev.futurewire.support.TcpPeer;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** The library's threads park although they are interrupted. */
final class InterruptedSpareTest {
    @Test
    void anInterruptedSpareParks() throws IOException {
        CompletableFuture<Thread> blocked = new CompletableFuture<>();
        CountDownLatch released = new CountDownLatch(1);
        try (LoopbackServer server =
                        LoopbackServer.with(channel -> channel.readLine().thenCompose(line -> {
                            if (line.equals("block")) {
                                blocked.complete(Thread.currentThread());
                                Await.until("another thread has the loop", () -> released.getCount() == 0);
                                Thread.currentThread().interrupt();
                            }
                            return channel.write(line + "\n");
                        }));
                TcpPeer blocker = server.connect();
                TcpPeer other = server.connect()) {
            blocker.send("block\n");
            LoopThread thread = (LoopThread) Await.value(blocked);
            other.send("hello\n");
            other.expectPeer("hello\n");
            assertFalse(thread.works());
            released.countDown();
            blocker.expectPeer("block\n");
            assertParks(thread);
            // And again, if it is interrupted while parked.
            thread.interrupt();
            assertParks(thread);
        }
    }

    @Test
    void anInterruptedWatchdogParks() throws IOException {
        try (LoopbackServer server = LoopbackServer.with(channel -> channel.readLine());
                TcpPeer peer = server.connect()) {
            Thread watchdog = Thread.getAllStackTraces().keySet().stream()
                    .filter(each -> each.getName().equals("futurewire-watchdog"))
                    .findAny()
                    .orElseThrow();
            watchdog.interrupt();
            assertParks(watchdog);
            Await.until("the watchdog is parked", () -> LoopThread.watchdogAsleep);
            watchdog.interrupt();
            assertParks(watchdog);
            peer.send("bye\n");
            peer.expectPeerEnd();
        }
    }

    /** With its interrupt status set, each park would return at once. */
    private static void assertParks(Thread thread) {
        Await.until("the interrupt status is cleared", () -> !thread.isInterrupted());
        Await.until(
                "it waits",
                () -> thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING);
        assertTrue(thread.isAlive());
    }
}
