package dev.futurewire.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.AsyncChannel;
import dev.futurewire.internal.loop.LoopThread;
import dev.futurewire.support.Await;
import dev.futurewire.support.Connection;
import dev.futurewire.support.Connections;
import dev.futurewire.support.LoopbackServer;
import dev.futurewire.support.Role;
import dev.futurewire.support.TcpPeer;
import dev.futurewire.support.Wire;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A handler that calls itself from {@code thenCompose} does not overflow the stack when its lines are buffered. */
final class NaiveRecursionTest {
    private static final int LINES = 100_000;
    private static final byte[] WRITTEN = "x".repeat(LINES).getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BURST = "line\n".repeat(LINES).getBytes(StandardCharsets.US_ASCII);

    @ParameterizedTest
    @EnumSource(Wire.class)
    void echoesBufferedLines(Wire wire) throws IOException {
        try (Connections connections = wire.connections();
                Connection connection = connections.open(Role.CONNECTED)) {
            CompletableFuture<Void> echo = EchoLoop.recursive(connection.channel());
            connection.peer().send(BURST);
            connection.peer().expectPeer(BURST);
            connection.peer().eof();
            Await.value(echo);
        }
    }

    @Test
    void servesAHandler() throws IOException {
        try (LoopbackServer server = LoopbackServer.with(EchoLoop::recursive);
                TcpPeer client = server.connect()) {
            client.send(BURST);
            client.expectPeer(BURST);
            client.eof();
            client.expectPeerEof();
        }
    }

    @ParameterizedTest
    @EnumSource(Wire.class)
    void unwindsTheStackPeriodically(Wire wire) throws IOException {
        AtomicInteger deepest = new AtomicInteger();
        try (Connections connections = wire.connections();
                Connection connection = connections.open(Role.ACCEPTED)) {
            CompletableFuture<Void> end = counting(connection.channel(), new AtomicInteger(), deepest);
            connection.peer().send(BURST);
            connection.peer().eof();
            Await.value(end);
        }
        assertTrue(deepest.get() < 2_000, () -> "a stack of " + deepest + " frames");
    }

    /** Each read completes before a dependent is attached to it, as if the loop were fast and this thread delayed. */
    @ParameterizedTest
    @EnumSource(Wire.class)
    void unwindsTheStackOfOtherThreadsThanTheLoop(Wire wire) throws IOException {
        int lines = 20_000;
        try (Connections connections = wire.connections();
                Connection connection = connections.open(Role.CONNECTED)) {
            connection.peer().send("line\n".repeat(lines).getBytes(StandardCharsets.US_ASCII));
            connection.peer().eof();
            AtomicInteger left = new AtomicInteger(lines);
            Await.value(afterItIsThere(connection.channel(), left));
            assertEquals(0, left.get());
        }
    }

    private static CompletableFuture<Void> afterItIsThere(AsyncChannel channel, AtomicInteger left) {
        CompletableFuture<String> line = channel.readLine();
        if (LoopThread.current() == null) {
            Await.until("a line", line::isDone);
        }
        return line.thenCompose(text ->
                left.decrementAndGet() == 0 ? CompletableFuture.completedFuture(null) : afterItIsThere(channel, left));
    }

    /** A write completes at once while little is queued, and nothing is sent before the handler returns. */
    @Test
    void aHandlerMayWriteByRecursion() throws IOException {
        try (LoopbackServer server = LoopbackServer.with(channel -> writing(channel, LINES));
                TcpPeer client = server.connect()) {
            client.expectPeer(WRITTEN);
            client.expectPeerEof();
        }
    }

    @ParameterizedTest
    @EnumSource(Wire.class)
    void anyThreadMayWriteByRecursion(Wire wire) throws IOException {
        try (Connections connections = wire.connections();
                Connection connection = connections.open(Role.CONNECTED)) {
            CompletableFuture<Void> end = writing(connection.channel(), LINES);
            connection.peer().expectPeer(WRITTEN);
            Await.value(end);
        }
    }

    private static CompletableFuture<Void> writing(AsyncChannel channel, int count) {
        return count == 0
                ? CompletableFuture.completedFuture(null)
                : channel.write("x").thenCompose(done -> writing(channel, count - 1));
    }

    private static CompletableFuture<Void> counting(AsyncChannel channel, AtomicInteger lines, AtomicInteger deepest) {
        return channel.readLine().thenCompose(line -> {
            if (lines.incrementAndGet() % 61 == 0) {
                // Not at each line, since walking the stack is slow.
                int depth = StackWalker.getInstance().walk(frames -> (int) frames.count());
                deepest.accumulateAndGet(depth, Math::max);
            }
            return line == null ? CompletableFuture.completedFuture(null) : counting(channel, lines, deepest);
        });
    }
}
