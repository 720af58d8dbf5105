package dev.futurewire.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.AsyncChannel;
import dev.futurewire.AsyncServer;
import dev.futurewire.CloseReason;
import dev.futurewire.ServerOptions;
import dev.futurewire.ShutdownReport;
import dev.futurewire.internal.time.ManualTimer;
import dev.futurewire.observe.ChannelState;
import dev.futurewire.observe.Operation;
import dev.futurewire.observe.ServerSnapshot.AcceptState;
import dev.futurewire.support.Await;
import dev.futurewire.support.LoopbackServer;
import dev.futurewire.support.TcpPeer;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A shutdown ends by its deadline whatever handlers and clients do, and reports what happened. */
@Tag("alone")
final class ShutdownTest {
    private static final Duration GRACE = Duration.ofMillis(400);
    private static final ServerOptions ONE_LOOP =
            ServerOptions.builder().loops(1).shutdownGrace(GRACE).build();

    private final ManualTimer timer = new ManualTimer();

    @Test
    void endsByItsDeadlineThoughAHandlerNeverEnds() throws IOException {
        CompletableFuture<CloseReason> reason = new CompletableFuture<>();
        try (LoopbackServer server = LoopbackServer.inVirtualTime(timer, ONE_LOOP, channel -> {
                    channel.closed().thenAccept(reason::complete);
                    channel.write("hello\n");
                    channel.readLine();
                    return new CompletableFuture<>();
                });
                TcpPeer client = server.connect()) {
            client.expectPeer("hello\n");
            ShutdownReport report = shutdownInVirtualTime(server.server());
            assertEquals(0, report.finished());
            assertEquals(1, report.closed() + report.aborted());
            assertEquals(1, report.stillOpen().size());
            assertEquals(
                    Operation.READ_LINE,
                    report.stillOpen().get(0).awaiting().get(0).operation());
            assertEquals(CloseReason.SERVER_SHUTDOWN, Await.value(reason));
            assertThrows(IOException.class, server::connect);
        }
    }

    @Test
    void endsByItsDeadlineThoughAHandlerBlocksItsLoop() throws IOException {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch blocked = new CountDownLatch(1);
        try (LoopbackServer server = LoopbackServer.inVirtualTime(timer, ONE_LOOP, channel -> {
                    blocked.countDown();
                    release.await();
                    return new CompletableFuture<>();
                });
                TcpPeer client = server.connect()) {
            Await.until("the handler blocks", () -> blocked.getCount() == 0);
            shutdownInVirtualTime(server.server());
            client.expectPeerEnd();
        } finally {
            release.countDown();
        }
    }

    @Test
    void waitsForHandlersThatEndByThemselves() throws IOException {
        CompletableFuture<Void> work = new CompletableFuture<>();
        try (LoopbackServer server = LoopbackServer.with(channel -> {
                    channel.write("working\n");
                    return work.thenCompose(done -> channel.write("done\n"));
                });
                TcpPeer client = server.connect()) {
            client.expectPeer("working\n");
            CompletableFuture<ShutdownReport> shutdown = server.server().shutdown(Await.PATIENCE);
            work.complete(null);
            client.expectPeer("done\n");
            client.expectPeerEof();
            client.peerClose();
            ShutdownReport report = Await.value(shutdown);
            assertEquals(1, report.finished());
            assertEquals(0, report.closed() + report.aborted());
            assertTrue(report.took().compareTo(Duration.ofSeconds(3)) < 0, report::toString);
        }
    }

    @Test
    void completesAfterTheCloseOfEachConnectionIsNotified() throws IOException {
        CompletableFuture<CompletableFuture<ShutdownReport>> shutdown = new CompletableFuture<>();
        CompletableFuture<Boolean> early = new CompletableFuture<>();
        try (LoopbackServer server = LoopbackServer.with(channel -> {
                    channel.closed().thenRun(() -> early.complete(completesWithin(100, shutdown.join())));
                    return channel.readLine();
                });
                TcpPeer client = server.connect()) {
            Await.until("it is connected", () -> server.server().connections().size() == 1);
            client.peerClose();
            Await.until(
                    "the connection has left",
                    () -> server.server().connections().isEmpty());
            shutdown.complete(server.server().shutdown(Await.PATIENCE));
            assertFalse(Await.value(early));
            assertEquals(0, Await.value(shutdown.join()).aborted());
        }
    }

    private static boolean completesWithin(long millis, CompletableFuture<?> future) {
        try {
            future.get(millis, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException late) {
            return false;
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aSilentClientIsClosedGracefully() throws IOException {
        try (LoopbackServer server = LoopbackServer.with(channel -> {
                    channel.write("hello\n");
                    return channel.readLine();
                });
                TcpPeer client = server.connect()) {
            client.expectPeer("hello\n");
            ShutdownReport report = Await.value(server.server().shutdown(GRACE));
            assertEquals(List.of(0, 1, 0), counts(report));
            assertEquals(1, report.stillOpen().size());
            client.expectPeerEof();
        }
    }

    @Test
    void aClientThatDoesNotReadIsAborted() throws IOException {
        byte[] much = new byte[8 << 20];
        CompletableFuture<AsyncChannel> served = new CompletableFuture<>();
        try (LoopbackServer server = LoopbackServer.with(channel -> {
                    served.complete(channel);
                    return channel.write(much).thenCompose(done -> channel.readLine());
                });
                TcpPeer client = server.connect()) {
            AsyncChannel channel = Await.value(served);
            Await.until("the write waits", () -> channel.snapshot().queuedOutput() > 0);
            assertEquals(List.of(0, 0, 1), counts(Await.value(server.server().shutdown(GRACE))));
            client.expectPeerEnd();
        }
    }

    @Test
    void connectionsThatWereClosingCountAsClosed() throws IOException {
        CompletableFuture<AsyncChannel> served = new CompletableFuture<>();
        try (LoopbackServer server = LoopbackServer.with(channel -> {
                    served.complete(channel);
                    return channel.write("bye\n");
                });
                TcpPeer client = server.connect()) {
            client.expectPeer("bye\n");
            client.expectPeerEof();
            // The client has not ended its side: the connection lingers.
            assertEquals(ChannelState.CLOSING, Await.value(served).snapshot().state());
            ShutdownReport report = Await.value(server.server().shutdown(GRACE));
            assertEquals(List.of(0, 1, 0), counts(report));
            assertEquals(List.of(), report.stillOpen());
        }
    }

    private static List<Integer> counts(ShutdownReport report) {
        return List.of(report.finished(), report.closed(), report.aborted());
    }

    @Test
    void abortsAtOnceWithoutGrace() throws IOException {
        try (LoopbackServer server = LoopbackServer.with(channel -> channel.readLine());
                TcpPeer client = server.connect()) {
            Await.until("it is connected", () -> server.server().connections().size() == 1);
            ShutdownReport report = Await.value(server.server().shutdown(Duration.ZERO), Duration.ofSeconds(1));
            assertEquals(List.of(0, 0, 1), counts(report));
            assertEquals(1, report.stillOpen().size());
            client.expectPeerEnd();
            Await.until(
                    "it has left the registry",
                    () -> server.server().connections().isEmpty());
        }
    }

    @Test
    void aSecondCallMayOnlyShortenIt() throws IOException {
        try (LoopbackServer server = LoopbackServer.inVirtualTime(timer, ONE_LOOP, channel -> channel.readLine());
                TcpPeer client = server.connect()) {
            Await.until("it is connected", () -> server.server().connections().size() == 1);
            CompletableFuture<ShutdownReport> first = server.server().shutdown(Duration.ofMinutes(1));
            CompletableFuture<ShutdownReport> second = server.server().shutdown(GRACE);
            CompletableFuture<ShutdownReport> third = server.server().shutdown(Duration.ofMinutes(1));
            timer.advance(GRACE);
            ShutdownReport report = Await.value(first);
            assertEquals(report, Await.value(second));
            assertEquals(report, Await.value(third));
            assertWithinGrace(report);
            client.expectPeerEnd();
        }
    }

    @Test
    void aConnectionCanBeCalledWhenItsLoopHasEnded() throws IOException {
        CompletableFuture<AsyncChannel> served = new CompletableFuture<>();
        try (LoopbackServer server = LoopbackServer.with(channel -> {
                    served.complete(channel);
                    return channel.readLine();
                });
                TcpPeer client = server.connect()) {
            AsyncChannel channel = Await.value(served);
            Await.value(server.server().shutdown(Duration.ZERO));
            client.expectPeerEnd();
            Await.until("the loop's threads end", () -> loopThreads() == 0);
            assertEquals(CloseReason.SERVER_SHUTDOWN, Await.value(channel.close()));
            assertInstanceOf(ClosedChannelException.class, Await.failure(channel.readLine()));
            assertInstanceOf(IOException.class, Await.failure(channel.write("too late\n")));
            assertInstanceOf(IOException.class, Await.failure(channel.shutdownOutput()));
            channel.abort();
        }
    }

    @Test
    void endsAtOnceWithoutConnections() throws IOException {
        LoopbackServer server = LoopbackServer.with(channel -> channel.readLine());
        ShutdownReport report = Await.value(server.server().shutdown(Duration.ofMinutes(1)), Duration.ofSeconds(1));
        assertEquals(0, report.finished() + report.closed() + report.aborted());
    }

    @Test
    void closeWaitsForTheOptionsGrace() throws IOException {
        LoopbackServer server = LoopbackServer.inVirtualTime(timer, ONE_LOOP, channel -> new CompletableFuture<>());
        try (TcpPeer client = server.connect()) {
            Await.until("it is connected", () -> server.server().connections().size() == 1);
            CompletableFuture<Void> closed = CompletableFuture.runAsync(server.server()::close);
            Await.until(
                    "the shutdown has begun", () -> server.server().snapshot().acceptState() == AcceptState.STOPPED);
            timer.advance(GRACE.minusMillis(30));
            assertFalse(closed.isDone());
            timer.advance(Duration.ofMillis(30));
            Await.value(closed);
            client.expectPeerEnd();
        }
    }

    @Test
    @Tag("fault") // to the millisecond
    void alwaysCompletesAndLeavesNoThreads() throws IOException {
        ServerOptions options = ServerOptions.builder().loops(2).build();
        for (int round = 0; round < 60; round++) {
            List<CompletableFuture<CloseReason>> ends = new CopyOnWriteArrayList<>();
            LoopbackServer server = LoopbackServer.with(options, channel -> {
                ends.add(channel.closed());
                return EchoLoop.repeating(channel);
            });
            List<TcpPeer> clients = new ArrayList<>();
            for (int i = 0; i < round % 4; i++) {
                TcpPeer client = server.connect();
                client.send("x\n");
                clients.add(client);
            }
            // With connections that are just being accepted, and clients that are just leaving.
            clients.stream().limit(round % 3).forEach(TcpPeer::close);
            Await.value(server.server().shutdown(Duration.ofMillis(round % 2 * 30L)));
            clients.forEach(TcpPeer::close);
            ends.forEach(Await::value);
        }
        Await.until("the loops' threads end", () -> loopThreads() == 0);
    }

    private static long loopThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("futurewire-loop-") && !thread.isDaemon())
                .count();
    }

    private ShutdownReport shutdownInVirtualTime(AsyncServer server) {
        CompletableFuture<ShutdownReport> shutdown = server.shutdown(GRACE);
        timer.advance(GRACE);
        ShutdownReport report = Await.value(shutdown);
        assertWithinGrace(report);
        return report;
    }

    /** Exact, in virtual time. */
    private static void assertWithinGrace(ShutdownReport report) {
        assertTrue(report.took().compareTo(GRACE) <= 0, report::toString);
    }
}
