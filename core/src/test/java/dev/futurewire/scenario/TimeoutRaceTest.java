package dev.futurewire.scenario;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.internal.time.ManualTimer;
import dev.futurewire.support.Await;
import dev.futurewire.support.Connection;
import dev.futurewire.support.MemoryConnections;
import dev.futurewire.support.RaceAligner;
import dev.futurewire.support.Role;
import dev.futurewire.support.Rounds;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A line races with the cancellation of its read: it is delivered to this read or to the next one, never to both and
 * never to neither.
 */
@Tag("alone")
final class TimeoutRaceTest {
    private static final int RACES = Rounds.of(100_000);

    /** Which stage is cancelled. */
    enum Stage {
        /** What {@code readLine} returned. */
        READ,
        /** A stage derived from it. */
        APPLIED,
        /** A stage composed with it. */
        COMPOSED;

        CompletableFuture<String> of(CompletableFuture<String> read) {
            return switch (this) {
                case READ -> read;
                case APPLIED -> read.thenApply(line -> line);
                case COMPOSED -> read.thenCompose(CompletableFuture::completedFuture);
            };
        }
    }

    @ParameterizedTest
    @EnumSource(Stage.class)
    void againstCancellation(Stage stage) throws IOException {
        try (MemoryConnections connections = new MemoryConnections();
                Connection connection = connections.open(Role.ACCEPTED)) {
            race(connection, stage, waiting -> waiting.cancel(true));
        }
    }

    @ParameterizedTest
    @EnumSource(Stage.class)
    void againstItsTimeout(Stage stage) throws IOException {
        ManualTimer timer = new ManualTimer();
        try (MemoryConnections connections = new MemoryConnections(timer);
                Connection connection = connections.open(Role.CONNECTED)) {
            race(connection, stage, waiting -> timer.advance(Duration.ofMillis(100)));
        }
    }

    /** The loop's thread delivers a line while this one has its reader give up. */
    private static void race(Connection connection, Stage stage, Consumer<CompletableFuture<String>> giveUp) {
        RaceAligner aim = new RaceAligner();
        int givenUp = 0;
        for (int i = 0; i < RACES; i++) {
            String line = "line " + i;
            CompletableFuture<String> waiting =
                    stage.of(connection.channel().readLine()).orTimeout(50, MILLISECONDS);
            aim.race(() -> connection.peer().send(line + "\n"), () -> giveUp.accept(waiting));
            boolean lost = outcome(connection, waiting, line);
            givenUp += lost ? 1 : 0;
            aim.won(!lost);
        }
        assertTrue(
                givenUp > RACES / 100 && givenUp < RACES - RACES / 100,
                givenUp + " of " + RACES + " gave up: these were no races");
    }

    /** Holds one round to the promise; true if the reader gave up and the line went to the next one. */
    private static boolean outcome(Connection connection, CompletableFuture<String> waiting, String line) {
        Await.quickly("the read is complete", waiting::isDone);
        if (waiting.isCompletedExceptionally()) {
            Throwable failure = Await.failure(waiting);
            assertTrue(
                    failure instanceof CancellationException || failure instanceof TimeoutException, failure::toString);
            assertEquals(line, Await.value(connection.channel().readLine()));
            return true;
        }
        assertEquals(line, waiting.join());
        return false;
    }
}
