package dev.futurewire.scenario;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.futurewire.AsyncChannel;
import dev.futurewire.ChannelOptions;
import dev.futurewire.CloseReason;
import dev.futurewire.ConnectionHandler;
import dev.futurewire.ServerOptions;
import dev.futurewire.observe.ConnectionListener;
import dev.futurewire.support.Await;
import dev.futurewire.support.LoopbackServer;
import dev.futurewire.support.TcpPeer;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** However a handler ends, its connection is closed once, for the correct reason. */
final class HandlerOutcomeTest {
    private static final Consumer<TcpPeer> NOTHING = client -> {};

    @TestFactory
    List<DynamicTest> closesWithTheCorrectReasonAfter() {
        return List.of(
                outcome("a stage that ends", CloseReason.HANDLER_DONE, done(), NOTHING),
                outcome("a stage that ended before", CloseReason.HANDLER_DONE, c -> c.write("x"), NOTHING),
                outcome("the end of the stream", CloseReason.END_OF_STREAM, EchoLoop::repeating, TcpPeer::eof),
                outcome("an incomplete read", CloseReason.END_OF_STREAM, c -> c.readExactly(5), client -> {
                    client.send("abc");
                    client.eof();
                }),
                outcome("all input", CloseReason.END_OF_STREAM, c -> c.readAll(5), client -> {
                    client.send("abc");
                    client.eof();
                }),
                outcome(
                        "an exception",
                        CloseReason.HANDLER_FAILED,
                        c -> {
                            throw new IllegalStateException("thrown by a test");
                        },
                        NOTHING),
                outcome(
                        "an error",
                        CloseReason.HANDLER_FAILED,
                        c -> {
                            throw new StackOverflowError("thrown by a test");
                        },
                        NOTHING),
                outcome("null", CloseReason.HANDLER_FAILED, c -> null, NOTHING),
                outcome("a failed stage", CloseReason.HANDLER_FAILED, failed(), NOTHING),
                outcome(
                        "a stage that fails later",
                        CloseReason.HANDLER_FAILED,
                        c -> c.readLine().thenApply(line -> line.charAt(100)),
                        client -> client.send("short\n")),
                outcome("a timeout", CloseReason.TIMEOUT, c -> c.readLine().orTimeout(30, MILLISECONDS), NOTHING),
                outcome(
                        "a derived timeout",
                        CloseReason.TIMEOUT,
                        c -> c.readLine().thenApply(String::length).orTimeout(30, MILLISECONDS),
                        NOTHING),
                outcome(
                        "an overlong line",
                        CloseReason.FRAME_TOO_LONG,
                        EchoLoop::repeating,
                        client -> client.send("x".repeat(100))),
                outcome(
                        "malformed input",
                        CloseReason.MALFORMED_INPUT,
                        EchoLoop::repeating,
                        client -> client.send(new byte[] {(byte) 0xff, '\n'})),
                outcome("a reset", CloseReason.PEER_RESET, EchoLoop::repeating, client -> {
                    client.send("x\n");
                    client.expectPeer("x\n");
                    client.reset();
                }),
                outcome(
                        "close()",
                        CloseReason.LOCAL_CLOSE,
                        c -> {
                            c.close();
                            return c.readLine();
                        },
                        NOTHING),
                outcome(
                        "abort()",
                        CloseReason.ABORTED,
                        c -> {
                            c.abort();
                            return c.readLine();
                        },
                        NOTHING),
                outcome(
                        "abort() after close()",
                        CloseReason.LOCAL_CLOSE,
                        c -> {
                            c.close();
                            c.abort();
                            return done().handle(c);
                        },
                        NOTHING));
    }

    private static ConnectionHandler done() {
        return channel -> CompletableFuture.completedFuture("done");
    }

    private static ConnectionHandler failed() {
        return channel -> CompletableFuture.failedFuture(new IllegalStateException("failed by a test"));
    }

    private static DynamicTest outcome(
            String name, CloseReason expected, ConnectionHandler handler, Consumer<TcpPeer> client) {
        return DynamicTest.dynamicTest(name, () -> check(expected, handler, client));
    }

    private static void check(CloseReason expected, ConnectionHandler handler, Consumer<TcpPeer> client)
            throws IOException {
        CompletableFuture<CloseReason> seenByHandler = new CompletableFuture<>();
        Ends ends = new Ends();
        ServerOptions options = ServerOptions.builder()
                .loops(1)
                .channel(ChannelOptions.builder().maxFrameLength(50).build())
                .listener(ends)
                .build();
        ConnectionHandler watched = channel -> {
            channel.closed().thenAccept(seenByHandler::complete);
            return handler.handle(channel);
        };
        try (LoopbackServer server = LoopbackServer.with(options, watched);
                TcpPeer peer = server.connect()) {
            client.accept(peer);
            if (expected != CloseReason.PEER_RESET) {
                peer.expectPeerEnd();
            }
            peer.peerClose();
            assertEquals(expected, Await.value(seenByHandler));
            Await.until(
                    "the connection is closed",
                    () -> server.server().connections().isEmpty());
            Await.until("the listener is notified", () -> !ends.reasons.isEmpty());
            assertEquals(List.of(expected), ends.reasons);
        }
    }

    /** Records the reasons that it was notified of. */
    private static final class Ends implements ConnectionListener {
        final List<CloseReason> reasons = new CopyOnWriteArrayList<>();

        @Override
        public void closed(AsyncChannel channel, CloseReason reason) {
            reasons.add(reason);
        }
    }
}
