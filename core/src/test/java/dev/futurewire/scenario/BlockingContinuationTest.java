package dev.futurewire.scenario;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.support.Await;
import dev.futurewire.support.LoopbackServer;
import dev.futurewire.support.TcpPeer;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A continuation that blocks its loop delays the other connections of the loop by less than 100 ms. */
@Tag("fault") // its bounds are in milliseconds
final class BlockingContinuationTest {
    private static final long MOST_DELAY_MILLIS = 100;

    @RepeatedTest(3)
    @SuppressWarnings("try") // the clients only have to be there
    void ofATimeoutDoesNotDelayAnothersTimeout() throws IOException {
        CountDownLatch blocked = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        CompletableFuture<Long> lateBy = new CompletableFuture<>();
        AtomicInteger number = new AtomicInteger();
        try (LoopbackServer server = LoopbackServer.with(channel -> {
                    if (number.getAndIncrement() == 0) {
                        return channel.readLine().orTimeout(60, MILLISECONDS).whenComplete((line, failure) -> {
                            blocked.countDown();
                            awaitRelease(release);
                        });
                    }
                    long due = System.nanoTime() + MILLISECONDS.toNanos(120);
                    return channel.readLine()
                            .orTimeout(120, MILLISECONDS)
                            .whenComplete(
                                    (line, failure) -> lateBy.complete(NANOSECONDS.toMillis(System.nanoTime() - due)));
                });
                TcpPeer first = server.connect();
                TcpPeer second = server.connect()) {
            try {
                long millis = Await.value(lateBy);
                assertTrue(blocked.getCount() == 0, "the first continuation should still block");
                assertTrue(millis < MOST_DELAY_MILLIS, "delayed by " + millis + " ms");
            } finally {
                release.countDown();
            }
        }
    }

    @Test
    void ofALineDoesNotDelayAnothersLines() throws IOException {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch blocked = new CountDownLatch(1);
        try (LoopbackServer server =
                        LoopbackServer.with(channel -> channel.readLine().thenCompose(line -> {
                            if (line.equals("block")) {
                                blocked.countDown();
                                awaitRelease(release);
                            }
                            return channel.write(line + "\n").thenCompose(done -> EchoLoop.repeating(channel));
                        }));
                TcpPeer culprit = server.connect();
                TcpPeer other = server.connect()) {
            other.send("first\n");
            other.expectPeer("first\n");
            culprit.send("block\n");
            Await.until("the continuation blocks", () -> blocked.getCount() == 0);
            long start = System.nanoTime();
            for (int i = 0; i < 100; i++) {
                other.send("line " + i + "\n");
                other.expectPeer("line " + i + "\n");
            }
            long millis = NANOSECONDS.toMillis(System.nanoTime() - start);
            assertTrue(millis < 2 * MOST_DELAY_MILLIS, "a hundred round trips took " + millis + " ms");
            release.countDown();
            culprit.expectPeer("block\n");
            culprit.send("and on\n");
            culprit.expectPeer("and on\n");
        } finally {
            release.countDown();
        }
    }

    @Test
    void ofSeveralConnectionsAtOnceDoesNotStopTheLoop() throws IOException {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch blocked = new CountDownLatch(4);
        try (LoopbackServer server =
                        LoopbackServer.with(channel -> channel.readLine().thenCompose(line -> {
                            if (line.equals("block")) {
                                blocked.countDown();
                                awaitRelease(release);
                            }
                            return channel.write(line + "\n");
                        }));
                TcpPeer a = server.connect();
                TcpPeer b = server.connect();
                TcpPeer c = server.connect();
                TcpPeer d = server.connect();
                TcpPeer other = server.connect()) {
            for (TcpPeer culprit : new TcpPeer[] {a, b, c, d}) {
                culprit.send("block\n");
            }
            Await.until("all four block", () -> blocked.getCount() == 0);
            other.send("hello\n");
            other.expectPeer("hello\n");
            release.countDown();
            for (TcpPeer culprit : new TcpPeer[] {a, b, c, d}) {
                culprit.expectPeer("block\n");
            }
        } finally {
            release.countDown();
        }
    }

    private static void awaitRelease(CountDownLatch release) {
        try {
            assertTrue(release.await(Await.PATIENCE.toMillis(), MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
