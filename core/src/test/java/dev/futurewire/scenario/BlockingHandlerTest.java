package dev.futurewire.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.futurewire.AsyncChannel;
import dev.futurewire.CloseReason;
import dev.futurewire.ConnectionHandler;
import dev.futurewire.support.Await;
import dev.futurewire.support.LoopbackServer;
import dev.futurewire.support.TcpPeer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** Handlers in direct style, which wait without blocking a loop. */
final class BlockingHandlerTest {
    private final ConcurrentLinkedQueue<String> threads = new ConcurrentLinkedQueue<>();

    private void echo(AsyncChannel channel) {
        threads.add(Thread.currentThread().getName());
        for (String line = channel.readLine().join();
                line != null && !line.equals("BYE");
                line = channel.readLine().join()) {
            channel.write(line + "\n").join();
        }
    }

    @Test
    void servesManyWaitingConnections() throws IOException {
        try (LoopbackServer server = LoopbackServer.with(ConnectionHandler.blocking(this::echo))) {
            List<TcpPeer> clients = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                clients.add(server.connect());
            }
            for (int round = 0; round < 20; round++) {
                for (TcpPeer client : clients) {
                    client.send("hello\n");
                }
                for (TcpPeer client : clients) {
                    client.expectPeer("hello\n");
                }
            }
            for (TcpPeer client : clients) {
                client.send("BYE\n");
                client.expectPeerEof();
                client.close();
            }
        }
        assertFalse(threads.stream().anyMatch(name -> name.startsWith("futurewire-loop")), threads::toString);
    }

    @Test
    void echoesAHundredThousandPipelinedLines() throws IOException {
        String burst = "pipelined\n".repeat(100_000);
        try (LoopbackServer server = LoopbackServer.with(ConnectionHandler.blocking(this::echo));
                TcpPeer client = server.connect()) {
            client.send(burst);
            client.expectPeer(burst);
            client.send("BYE\n");
            client.expectPeerEof();
        }
    }

    @Test
    void failsWithTheExceptionThatItThrows() throws IOException {
        CompletableFuture<CloseReason> reason = new CompletableFuture<>();
        try (LoopbackServer server = LoopbackServer.with(ConnectionHandler.blocking(channel -> {
                    channel.closed().thenAccept(reason::complete);
                    throw new IOException("of a test");
                }));
                TcpPeer client = server.connect()) {
            client.expectPeerEnd();
            client.peerClose();
            // An IOException counts as a failure of the connection only if the connection is broken.
            Await.value(reason);
        }
    }

    @Test
    void isInterruptedByAShutdown() throws IOException {
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        try (LoopbackServer server = LoopbackServer.with(ConnectionHandler.blocking(channel -> {
                    try {
                        channel.readLine().get();
                    } catch (Exception e) {
                        failure.complete(e.getCause());
                        throw e;
                    }
                }));
                TcpPeer client = server.connect()) {
            Await.until(
                    "it waits",
                    () -> server.server().connections().stream()
                            .anyMatch(channel -> !channel.snapshot().awaiting().isEmpty()));
            Await.value(server.server().shutdown(java.time.Duration.ofMillis(100)));
            assertEquals(
                    java.nio.channels.AsynchronousCloseException.class,
                    Await.value(failure).getClass());
            client.expectPeerEnd();
        }
    }
}
