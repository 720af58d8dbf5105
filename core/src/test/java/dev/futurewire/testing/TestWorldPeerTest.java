package dev.futurewire.testing;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.AsyncChannel;
import dev.futurewire.ChannelOptions;
import dev.futurewire.CloseReason;
import dev.futurewire.ConnectionHandler;
import dev.futurewire.Futures;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What the peer of a handler can do in a {@link TestWorld}: send in chunks, reset, stop reading. Also failures of handlers. */
class TestWorldPeerTest {
    private static final int MARK = 1024;

    /** A handler that writes blocks for ever, and counts those that were accepted. */
    private static final class Flood implements ConnectionHandler {
        private static final byte[] BLOCK = new byte[100];
        private final Function<CompletableFuture<Void>, CompletionStage<?>> awaits;
        private int accepted;
        private int left = 1_000;

        Flood(Function<CompletableFuture<Void>, CompletionStage<?>> awaits) {
            this.awaits = awaits;
        }

        @Override
        public CompletionStage<?> handle(AsyncChannel channel) {
            return Futures.repeatWhile(() -> awaits.apply(channel.write(BLOCK)).thenApply(done -> {
                accepted++;
                return --left > 0;
            }));
        }
    }

    private static ChannelOptions slowPeer() {
        return ChannelOptions.builder()
                .highWaterMark(MARK)
                .writeTimeout(Duration.ofSeconds(30))
                .build();
    }

    @Test
    void handlerWaitsAtTheHighWaterMarkIfThePeerStopsReading() throws Exception {
        try (TestWorld world = TestWorld.start()) {
            Flood flood = new Flood(write -> write);
            AsyncChannel client = world.connect(flood, slowPeer());
            world.peerStopsReading(client);
            world.run();
            AsyncChannel server = world.accepted(client);
            assertTrue(server.snapshot().queuedOutput() >= MARK);
            assertTrue(
                    server.snapshot().queuedOutput() < MARK + 100,
                    server.snapshot().toString());
            assertFalse(server.isWritable());
            assertTrue(flood.left > 0);

            world.peerResumesReading(client);
            world.await(client.readExactly(100_000));
            assertEquals(1_000, flood.accepted);
        }
    }

    @Test
    void aHandlerThatDoesNotAwaitItsWritesIsSeenToQueueThemAll() {
        try (TestWorld world = TestWorld.start()) {
            Flood broken = new Flood(write -> CompletableFuture.completedFuture(null));
            AsyncChannel client = world.connect(broken, slowPeer());
            world.peerStopsReading(client);
            world.run();
            assertEquals(1_000, broken.accepted);
            assertTrue(world.accepted(client).snapshot().queuedOutput() > 50 * MARK);
        }
    }

    @Test
    void writeTimeoutEndsAConnectionWhosePeerDoesNotRead() throws Exception {
        try (TestWorld world = TestWorld.start()) {
            AsyncChannel client = world.connect(new Flood(write -> write), slowPeer());
            world.peerStopsReading(client);
            world.advance(Duration.ofSeconds(29));
            assertNull(world.accepted(client).snapshot().closeReason());
            world.advance(Duration.ofSeconds(1));
            assertEquals(
                    CloseReason.WRITE_TIMEOUT, world.accepted(client).snapshot().closeReason());
            assertEquals(
                    CloseReason.WRITE_TIMEOUT,
                    world.await(world.accepted(client).closed()));
        }
    }

    @Test
    void stalledPeerStillReadsWhatItHasReceivedAndStillWrites() throws Exception {
        try (TestWorld world = TestWorld.start()) {
            List<String> received = new ArrayList<>();
            AsyncChannel client = world.connect(channel -> channel.forEachLine(line -> {
                received.add(line);
                return channel.write(line + "\n");
            }));
            client.write("one\n");
            world.run();
            world.peerStopsReading(client);
            client.write("two\n");
            assertEquals("one", world.await(client.readLine()));
            world.run();
            assertEquals(List.of("one", "two"), received);
            CompletableFuture<String> second = client.readLine();
            world.advance(Duration.ofSeconds(1));
            assertFalse(second.isDone());
            world.peerResumesReading(client);
            assertEquals("two", world.await(second));
        }
    }

    @Test
    void handlerReceivesWhatWasWrittenBeforeAReset() throws Exception {
        try (TestWorld world = TestWorld.start()) {
            List<String> received = new ArrayList<>();
            AsyncChannel client = world.connect(channel -> channel.forEachLine(line -> {
                received.add(line);
                return CompletableFuture.completedFuture(null);
            }));
            client.write("one\ntwo\npart");
            world.peerResets(client);
            assertEquals(
                    CloseReason.PEER_RESET, world.await(world.accepted(client).closed()));
            assertEquals(List.of("one", "two"), received);
            assertEquals(CloseReason.ABORTED, world.await(client.closed()));
        }
    }

    @Test
    void aWriteToAPeerThatHasResetFails() throws Exception {
        try (TestWorld world = TestWorld.start()) {
            Throwable[] failure = new Throwable[1];
            AsyncChannel client = world.connect(channel -> Futures.delay(Duration.ofSeconds(1))
                    .thenCompose(done -> channel.write("late\n"))
                    .thenCompose(done -> channel.flush())
                    .whenComplete((done, thrown) -> failure[0] = thrown));
            world.peerResets(client);
            assertEquals(
                    CloseReason.PEER_RESET, world.await(world.accepted(client).closed()));
            world.advance(Duration.ofSeconds(1));
            assertTrue(failure[0].getCause() instanceof IOException, String.valueOf(failure[0]));
        }
    }

    @Test
    void everyByteArrivesSeparatelyAtAWaitingRead() throws Exception {
        assertEquals(List.of("a", "b", "c", "\n"), arrivals(Chunking.everyByte(), "abc\n"));
    }

    @Test
    void chunksEndAtTheOffsets() throws Exception {
        assertEquals(List.of("ab", "cdefg", "h"), arrivals(Chunking.at(7, 2), "abcdefgh"));
        assertEquals(List.of("abc"), arrivals(Chunking.at(3), "abc"));
        assertEquals(List.of("abc"), arrivals(Chunking.at(), "abc"));
    }

    @Test
    void chunksOfEqualLength() throws Exception {
        assertEquals(List.of("abc", "def", "g"), arrivals(Chunking.every(3), "abcdefg"));
        assertEquals(List.of("abcdefg"), arrivals(Chunking.none(), "abcdefg"));
    }

    @Test
    void randomChunksAreTheSameForASeed() throws Exception {
        String text = "x".repeat(10_000);
        List<String> first = arrivals(Chunking.random(7), text);
        assertEquals(first, arrivals(Chunking.random(7), text));
        assertTrue(first.size() > 20, first.size() + " chunks");
        assertFalse(first.equals(arrivals(Chunking.random(8), text)));
        assertEquals(text, String.join("", first));
    }

    @Test
    void chunkingCanBeUsedForSeveralConnections() throws Exception {
        Chunking chunking = Chunking.random(3);
        String text = "x".repeat(1_000);
        assertEquals(arrivals(chunking, text), arrivals(chunking, text));
    }

    @Test
    void invalidChunkingsAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> Chunking.at(3, 0));
        assertThrows(IllegalArgumentException.class, () -> Chunking.at(-1));
        assertThrows(IllegalArgumentException.class, () -> Chunking.every(0));
    }

    /** What each read of up to a thousand bytes gets. */
    private static List<String> arrivals(Chunking chunking, String sent) throws Exception {
        List<String> arrivals = new ArrayList<>();
        try (TestWorld world = TestWorld.start()) {
            AsyncChannel client = world.connect(
                    channel -> Futures.repeatWhile(() -> channel.read(1_024).thenApply(bytes -> {
                        if (bytes.length > 0) {
                            arrivals.add(new String(bytes, StandardCharsets.UTF_8));
                        }
                        return bytes.length > 0;
                    })),
                    chunking);
            client.write(sent);
            client.shutdownOutput();
            world.await(world.accepted(client).closed());
        }
        return arrivals;
    }

    @Test
    void aHandlerThatDependsOnTheDivisionFailsByteByByte() throws Exception {
        // Mistakes a part of a line for the line.
        ConnectionHandler broken = channel -> channel.read(100)
                .thenCompose(bytes -> channel.write("hello " + new String(bytes, StandardCharsets.UTF_8)));
        try (TestWorld world = TestWorld.start()) {
            AsyncChannel client = world.connect(broken);
            client.write("Ada\n");
            assertEquals("hello Ada", world.await(client.readLine()));
            AsyncChannel slow = world.connect(broken, Chunking.everyByte());
            slow.write("Ada\n");
            assertEquals("hello A", world.await(slow.readLine()));
        }
    }

    @Test
    void aTimeoutPerLineIsMetByAPeerThatSendsBytesSlowly() throws Exception {
        ConnectionHandler handler = channel -> channel.readLine().orTimeout(10, SECONDS);
        try (TestWorld world = TestWorld.start()) {
            AsyncChannel client = world.connect(handler);
            Futures.repeatEvery(Duration.ofSeconds(3), () -> client.write("x").thenApply(done -> true))
                    .exceptionally(closed -> null);
            assertEquals(CloseReason.TIMEOUT, world.await(world.accepted(client).closed()));
            assertEquals(4, world.accepted(client).snapshot().bytesIn());
        }
    }

    @Test
    void closeReportsAFailureThatTheTestHasNotObserved() {
        IllegalStateException failure = new IllegalStateException("broken");
        TestWorld world = TestWorld.start();
        world.connect(channel -> channel.readLine().thenAccept(line -> {
                    throw failure;
                }))
                .write("x\n");
        world.run();
        AssertionError reported = assertThrows(AssertionError.class, world::close);
        assertSame(failure, reported.getCause());
        assertTrue(reported.getMessage().startsWith("the handler of connection 2"), reported.getMessage());
        assertTrue(reported.getMessage().contains("IllegalStateException: broken"), reported.getMessage());
        TestWorld.start().close();
    }

    @Test
    void aFailureOfTheHandlerIsASuppressedExceptionOfTheFailureOfTheTest() {
        Exception thrown = assertThrows(IOException.class, () -> {
            try (TestWorld world = TestWorld.start()) {
                AsyncChannel client = world.connect(channel -> {
                    throw new IllegalStateException("broken");
                });
                assertNull(world.await(client.readLine()));
                throw new IOException("the test fails");
            }
        });
        assertEquals("broken", thrown.getSuppressed()[0].getCause().getMessage());
    }

    @Test
    void aFailureThatTheTestHasObservedIsNotReported() throws Exception {
        ConnectionHandler broken = channel -> channel.readLine().thenAccept(line -> {
            throw new IllegalStateException(line);
        });
        try (TestWorld world = TestWorld.start()) {
            AsyncChannel first = world.connect(broken);
            AsyncChannel second = world.connect(broken);
            first.write("first\n");
            second.write("second\n");
            assertEquals(
                    CloseReason.HANDLER_FAILED,
                    world.await(world.accepted(first).closed()));
            assertEquals("second", world.handlerFailure(second).getMessage());
        }
    }

    @Test
    void observingOneFailureDoesNotHideAnother() throws Exception {
        ConnectionHandler broken = channel -> channel.readLine().thenAccept(line -> {
            throw new IllegalStateException(line);
        });
        TestWorld world = TestWorld.start();
        AsyncChannel first = world.connect(broken);
        AsyncChannel second = world.connect(broken);
        AsyncChannel third = world.connect(broken);
        first.write("first\n");
        second.write("second\n");
        third.write("third\n");
        assertEquals(
                CloseReason.HANDLER_FAILED, world.await(world.accepted(first).closed()));
        AssertionError reported = assertThrows(AssertionError.class, world::close);
        assertEquals("second", reported.getCause().getMessage());
        assertEquals("third", reported.getSuppressed()[0].getMessage());
    }

    @Test
    void awaitInVainReportsTheFailureOfAHandler() {
        try (TestWorld world = TestWorld.start()) {
            AsyncChannel client = world.connect(channel -> {
                throw new IllegalStateException("broken");
            });
            AssertionError stuck =
                    assertThrows(AssertionError.class, () -> world.await(new CompletableFuture<String>()));
            assertEquals("broken", stuck.getCause().getMessage());
            assertTrue(stuck.getMessage().contains("failed: java.lang.IllegalStateException: broken"));
            assertEquals("broken", world.handlerFailure(client).getMessage());
        }
    }

    @Test
    void whatTheConnectionHasCausedIsNoFailureOfTheHandler() throws Exception {
        try (TestWorld world = TestWorld.start()) {
            AsyncChannel client = world.connect(channel -> channel.readExactly(10));
            client.write("abc");
            world.peerResets(client);
            assertEquals(
                    CloseReason.PEER_RESET, world.await(world.accepted(client).closed()));
            assertNull(world.handlerFailure(client));
        }
    }
}
