package dev.futurewire.testing;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.AsyncChannel;
import dev.futurewire.ChannelOptions;
import dev.futurewire.CloseReason;
import dev.futurewire.ConnectionHandler;
import dev.futurewire.Futures;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A user's test of a handler passes for the handler, and fails for each of the handler's defective versions. */
class BrokenHandlersTest {
    private static final int MARK = 4 * 1024;

    /** Versions of a handler that answers each line with a page of text, and ends after ten seconds without a line. */
    enum Version {
        CORRECT(channel -> Futures.repeatWhile(
                () -> channel.readLine().orTimeout(10, SECONDS).thenCompose(line -> answer(channel, line)))),
        WITHOUT_TIMEOUT(channel ->
                Futures.repeatWhile(() -> channel.readLine().thenCompose(line -> answer(channel, line)))),
        TIMEOUT_TOO_LATE(channel -> Futures.repeatWhile(
                () -> channel.readLine().orTimeout(11, SECONDS).thenCompose(line -> answer(channel, line)))),
        TIMEOUT_TOO_EARLY(channel -> Futures.repeatWhile(
                () -> channel.readLine().orTimeout(9, SECONDS).thenCompose(line -> answer(channel, line)))),
        ONE_TIMEOUT_FOR_ALL_LINES(channel -> Futures.timeout(
                Duration.ofSeconds(10),
                () -> Futures.repeatWhile(() -> channel.readLine().thenCompose(line -> answer(channel, line))))),
        READS_BLOCKS_FOR_LINES(channel -> Futures.repeatWhile(() -> channel.read(1_024)
                .orTimeout(10, SECONDS)
                .thenCompose(block -> answer(
                        channel,
                        block.length == 0 ? null : new String(block, StandardCharsets.UTF_8).stripTrailing())))),
        FORGETS_TO_AWAIT_WRITES(channel -> Futures.repeatWhile(
                () -> channel.readLine().orTimeout(10, SECONDS).thenApply(line -> {
                    answer(channel, line);
                    return line != null;
                }))),
        GOES_ON_AFTER_A_FAILURE(channel -> Futures.repeatWhile(() -> channel.readLine()
                .orTimeout(10, SECONDS)
                .thenCompose(line -> answer(channel, line))
                .exceptionallyCompose(
                        lost -> Futures.delay(Duration.ofSeconds(1)).thenApply(done -> true)))),
        ENDS_AFTER_ONE_LINE(
                channel -> channel.readLine().orTimeout(10, SECONDS).thenCompose(line -> answer(channel, line))),
        THROWS(channel -> channel.readLine().thenCompose(line -> {
            throw new IllegalStateException("not implemented");
        }));

        private final ConnectionHandler handler;

        Version(ConnectionHandler handler) {
            this.handler = handler;
        }

        private static CompletableFuture<Boolean> answer(AsyncChannel channel, String line) {
            return line == null
                    ? CompletableFuture.completedFuture(false)
                    : channel.write(line + "x".repeat(1_000) + "\n").thenApply(done -> true);
        }
    }

    private static void check(ConnectionHandler handler) throws Exception {
        answersLinesThatArriveByteByByte(handler);
        timesOutAfterTenSecondsOfSilence(handler);
        endsIfThePeerResets(handler);
        doesNotQueueForAPeerThatDoesNotRead(handler);
    }

    private static void answersLinesThatArriveByteByByte(ConnectionHandler handler) throws Exception {
        try (TestWorld world = TestWorld.start()) {
            AsyncChannel client = world.connect(handler, Chunking.everyByte());
            client.write("one\ntwo\n");
            assertEquals("one" + "x".repeat(1_000), world.await(client.readLine()));
            assertEquals("two" + "x".repeat(1_000), world.await(client.readLine()));
            client.shutdownOutput();
            assertNull(world.await(client.readLine()));
            assertEquals(
                    CloseReason.END_OF_STREAM,
                    world.await(world.accepted(client).closed()));
        }
    }

    private static void timesOutAfterTenSecondsOfSilence(ConnectionHandler handler) throws Exception {
        try (TestWorld world = TestWorld.start()) {
            AsyncChannel client = world.connect(handler);
            world.advance(Duration.ofSeconds(7));
            client.write("hello\n");
            world.await(client.readLine());
            world.advance(Duration.ofMillis(9_999));
            assertNull(world.accepted(client).snapshot().closeReason());
            world.advance(Duration.ofMillis(1));
            assertEquals(CloseReason.TIMEOUT, world.accepted(client).snapshot().closeReason());
        }
    }

    private static void endsIfThePeerResets(ConnectionHandler handler) throws Exception {
        try (TestWorld world = TestWorld.start()) {
            CompletableFuture<?>[] stage = new CompletableFuture<?>[1];
            AsyncChannel client = world.connect(channel -> {
                stage[0] = handler.handle(channel).toCompletableFuture();
                return stage[0];
            });
            client.write("hello\n");
            world.peerResets(client);
            assertEquals(
                    CloseReason.PEER_RESET, world.await(world.accepted(client).closed()));
            assertTrue(stage[0].isDone(), "the handler goes on");
        }
    }

    private static void doesNotQueueForAPeerThatDoesNotRead(ConnectionHandler handler) throws Exception {
        ChannelOptions options = ChannelOptions.builder()
                .highWaterMark(MARK)
                .writeTimeout(Duration.ofSeconds(5))
                .build();
        try (TestWorld world = TestWorld.start()) {
            AsyncChannel client = world.connect(handler, options);
            world.peerStopsReading(client);
            client.write("line\n".repeat(100));
            world.run();
            assertTrue(world.accepted(client).snapshot().queuedOutput() < 2 * MARK, "the output is not limited");
            world.advance(Duration.ofSeconds(5));
            assertEquals(
                    CloseReason.WRITE_TIMEOUT, world.accepted(client).snapshot().closeReason());
        }
    }

    @Test
    void theHandlerPasses() throws Exception {
        check(Version.CORRECT.handler);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CORRECT")
    void aDefectiveVersionFails(Version version) {
        assertThrows(AssertionError.class, () -> check(version.handler));
    }

    /** Each check finds something, so that the test above does not depend on one of them alone. */
    @Test
    void everyCheckFindsADefect() {
        assertFinds(Version.READS_BLOCKS_FOR_LINES, BrokenHandlersTest::answersLinesThatArriveByteByByte);
        assertFinds(Version.TIMEOUT_TOO_LATE, BrokenHandlersTest::timesOutAfterTenSecondsOfSilence);
        assertFinds(Version.TIMEOUT_TOO_EARLY, BrokenHandlersTest::timesOutAfterTenSecondsOfSilence);
        assertFinds(Version.GOES_ON_AFTER_A_FAILURE, BrokenHandlersTest::endsIfThePeerResets);
        assertFinds(Version.FORGETS_TO_AWAIT_WRITES, BrokenHandlersTest::doesNotQueueForAPeerThatDoesNotRead);
    }

    /** A check of a handler. */
    @FunctionalInterface
    private interface Check {
        void run(ConnectionHandler handler) throws Exception;
    }

    private static void assertFinds(Version version, Check check) {
        assertThrows(AssertionError.class, () -> check.run(version.handler));
    }
}
