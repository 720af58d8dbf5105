package dev.futurewire.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.futurewire.AsyncChannel;
import dev.futurewire.ChannelOptions;
import dev.futurewire.CloseReason;
import dev.futurewire.ConnectionHandler;
import dev.futurewire.ServerOptions;
import dev.futurewire.support.Await;
import dev.futurewire.support.LogRecords;
import dev.futurewire.support.LoopbackServer;
import dev.futurewire.support.TcpPeer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The thread of a blocking handler is interrupted when its connection closes. */
@Tag("slow")
final class BlockingHandlerInterruptTest {
    /** Waits forever, and records how the wait ended. */
    private static final class Waiting {
        final CompletableFuture<AsyncChannel> channel = new CompletableFuture<>();
        final CompletableFuture<Thread> thread = new CompletableFuture<>();
        final CompletableFuture<Throwable> end = new CompletableFuture<>();
        final CompletableFuture<CloseReason> reason = new CompletableFuture<>();
        private final boolean wraps;

        Waiting(boolean wraps) {
            this.wraps = wraps;
        }

        void handle(AsyncChannel accepted) throws InterruptedException {
            accepted.closed().thenAccept(reason::complete);
            thread.complete(Thread.currentThread());
            channel.complete(accepted);
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                end.complete(e);
                if (wraps) {
                    throw new IllegalStateException("of a test", e);
                }
                throw e;
            }
        }
    }

    @FunctionalInterface
    private interface Ending {
        void end(LoopbackServer server, TcpPeer peer, AsyncChannel channel);
    }

    private static ServerOptions options() {
        return ServerOptions.builder().loops(1).build();
    }

    private record Case(CloseReason reason, ServerOptions options, Ending ending) {}

    @TestFactory
    List<DynamicTest> isInterruptedBy() {
        Map<String, Case> cases = new LinkedHashMap<>();
        Ending nothing = (server, peer, channel) -> {};
        cases.put("a reset", new Case(CloseReason.PEER_RESET, options(), (server, peer, channel) -> peer.reset()));
        cases.put("abort()", new Case(CloseReason.ABORTED, options(), (server, peer, channel) -> channel.abort()));
        cases.put("close()", new Case(CloseReason.LOCAL_CLOSE, options(), (server, peer, channel) -> {
            channel.close();
            peer.peerClose();
        }));
        cases.put(
                "a close that the peer does not answer",
                new Case(CloseReason.LOCAL_CLOSE, options(), (server, peer, channel) -> channel.close()));
        cases.put(
                "the handler timeout",
                new Case(
                        CloseReason.HANDLER_TIMEOUT,
                        options().toBuilder()
                                .handlerTimeout(Duration.ofMillis(100))
                                .build(),
                        nothing));
        cases.put(
                "the idle timeout",
                new Case(
                        CloseReason.IDLE_TIMEOUT,
                        options().toBuilder()
                                .channel(ChannelOptions.builder()
                                        .idleTimeout(Duration.ofMillis(100))
                                        .build())
                                .build(),
                        nothing));
        cases.put(
                "the server's shutdown",
                new Case(
                        CloseReason.SERVER_SHUTDOWN,
                        options(),
                        (server, peer, channel) -> server.server().shutdown(Duration.ofMillis(50))));
        List<DynamicTest> tests = new ArrayList<>();
        cases.forEach((name, each) -> {
            tests.add(dynamicTest(name, () -> check(each, false)));
            tests.add(dynamicTest(name + ", with a wrapped InterruptedException", () -> check(each, true)));
        });
        return tests;
    }

    private static void check(Case each, boolean wraps) throws IOException {
        Waiting waiting = new Waiting(wraps);
        try (LogRecords log = new LogRecords();
                LoopbackServer server = LoopbackServer.with(each.options, ConnectionHandler.blocking(waiting::handle));
                TcpPeer peer = server.connect()) {
            AsyncChannel channel = Await.value(waiting.channel);
            each.ending.end(server, peer, channel);
            assertInstanceOf(InterruptedException.class, Await.value(waiting.end));
            peer.peerClose();
            assertEquals(each.reason, Await.value(waiting.reason));
            Thread thread = Await.value(waiting.thread);
            Await.until("its thread has ended", () -> !thread.isAlive());
            assertEquals(List.of(), log.warnings(channel.toString()), "failures of the peer cause no warning");
        }
    }

    @Test
    void hasEndedWhenTheServerIsClosed() throws IOException {
        List<Thread> threads = new ArrayList<>();
        Waiting waiting = new Waiting(false);
        LoopbackServer server = LoopbackServer.with(
                options().toBuilder().shutdownGrace(Duration.ofMillis(50)).build(),
                ConnectionHandler.blocking(waiting::handle));
        try (TcpPeer peer = server.connect()) {
            threads.add(Await.value(waiting.thread));
            server.server().close();
            threads.forEach(thread -> Await.until("it has ended", () -> !thread.isAlive()));
            peer.expectPeerEnd();
        }
    }

    @Test
    void isNotInterruptedByTheEndOfThePeersOutput() throws IOException {
        CompletableFuture<Boolean> flag = new CompletableFuture<>();
        CompletableFuture<CloseReason> reason = new CompletableFuture<>();
        try (LoopbackServer server = LoopbackServer.with(ConnectionHandler.blocking(channel -> {
                    channel.closed().thenAccept(reason::complete);
                    assertNull(channel.readLine().get());
                    channel.write("still here\n").get();
                    channel.flush().get();
                    flag.complete(Thread.currentThread().isInterrupted());
                }));
                TcpPeer peer = server.connect()) {
            peer.eof();
            peer.expectPeer("still here\n");
            assertFalse(Await.value(flag));
            peer.expectPeerEof();
            assertEquals(CloseReason.END_OF_STREAM, Await.value(reason));
        }
    }

    @Test
    void aPendingReadFailsWithTheFailureOfTheConnectionInsteadOfAnInterrupt() throws IOException {
        for (int i = 0; i < 200; i++) {
            CompletableFuture<CloseReason> reason = new CompletableFuture<>();
            CompletableFuture<Thread> reader = new CompletableFuture<>();
            AtomicReference<Throwable> failure = new AtomicReference<>();
            try (LoopbackServer server = LoopbackServer.with(ConnectionHandler.blocking(channel -> {
                        channel.closed().thenAccept(reason::complete);
                        reader.complete(Thread.currentThread());
                        try {
                            channel.readLine().get();
                        } catch (Exception e) {
                            failure.set(e);
                            throw e;
                        }
                    }));
                    TcpPeer peer = server.connect()) {
                Thread thread = Await.value(reader);
                Await.until("it waits", () -> thread.getState() == Thread.State.WAITING);
                peer.reset();
                assertEquals(CloseReason.PEER_RESET, Await.value(reason));
                assertInstanceOf(ExecutionException.class, failure.get());
            }
        }
    }

    @Test
    void codeAfterTheHandlerIsNotInterrupted() throws IOException {
        CompletableFuture<Boolean> flag = new CompletableFuture<>();
        CountDownLatch interrupted = new CountDownLatch(1);
        ConnectionHandler blocking = ConnectionHandler.blocking(channel -> {
            channel.abort();
            // Ignores interrupts, and returns with the interrupt status set.
            Await.until("it is interrupted", () -> Thread.currentThread().isInterrupted());
            interrupted.countDown();
        });
        try (LoopbackServer server = LoopbackServer.with(channel -> blocking.handle(channel)
                        .thenAccept(done -> flag.complete(Thread.currentThread().isInterrupted())));
                TcpPeer peer = server.connect()) {
            assertFalse(Await.value(flag));
            assertTrue(interrupted.getCount() == 0);
            peer.expectPeerEnd();
        }
    }
}
